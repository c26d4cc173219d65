import type { operators } from '../api/api.ts';

export type JobQuery = NonNullable<NonNullable<Parameters<typeof operators.searchJobs>[0]>['query']>;

const JOB_ID = /^[A-Za-z0-9_-]{22}$/;
const TRACEPARENT = /^00-([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/;

/** As our own request ids are; a trace id looks the same, and is looked for with it. Many clients send UUIDs. */
const REQUEST_ID = /^(?:[0-9a-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$/;

/** What somebody put into the one box: a link, a request, a trace, a job, or what a platform calls a post. */
export function queryOf(text: string): Readonly<Record<string, string>> {
  const found = text.trim();
  if (found === '') {
    return {};
  }
  if (/[/.]/.test(found)) {
    return { url: found };
  }
  if (REQUEST_ID.test(found)) {
    return { request: found };
  }
  const [, trace] = TRACEPARENT.exec(found) ?? [];
  if (trace !== undefined) {
    return { trace };
  }
  return JOB_ID.test(found) ? { id: found } : { content_id: found };
}

/** What the one box may hold, as it stands in the address. */
export const NAMED = ['id', 'url', 'trace', 'request', 'content_id'] as const;

/** The filters that may stand in the address. */
export const FILTERS = [...NAMED, 'status', 'code', 'region', 'platform', 'dead'] as const;

/** Whether it means certain jobs by itself, whatever else is chosen. */
export const namesJobs = ({ id, trace, request }: Readonly<Record<string, string>>): boolean =>
  (id ?? trace ?? request) !== undefined;

/** What was taken for a job or a post may be the name that a client gave to its request. */
export const asRequest = ({ id, content_id }: Readonly<Record<string, string>>): string | null =>
  id ?? content_id ?? null;

export const filtersOf = (params: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = params.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
