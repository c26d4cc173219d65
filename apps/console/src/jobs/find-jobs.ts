import type { operators } from '../api/api.ts';

export type JobQuery = NonNullable<NonNullable<Parameters<typeof operators.searchJobs>[0]>['query']>;

const JOB_ID = /^[A-Za-z0-9_-]{22}$/;
const TRACE_ID = /^(?:00-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/;

/** What somebody put into the one box: a link, a trace, a job, or what a platform calls a post. */
export function queryOf(text: string): Readonly<Record<string, string>> {
  const found = text.trim();
  if (found === '') {
    return {};
  }
  if (/[/.]/.test(found)) {
    return { url: found };
  }
  const [, trace] = TRACE_ID.exec(found) ?? [];
  if (trace !== undefined) {
    return { trace };
  }
  return JOB_ID.test(found) ? { id: found } : { content_id: found };
}

/** The filters that may stand in the address. */
export const FILTERS = ['id', 'url', 'trace', 'content_id', 'status', 'code', 'region', 'platform', 'dead'] as const;

export const filtersOf = (params: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = params.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
