import { isoTime } from '@sets/clock';
import { ProblemError, type StoredResult } from '@sets/contract';
import type { Jobs, LookupOutcome } from '@sets/jobs';
import type { ApiHandlers } from '../http/api-handlers.ts';
import { etagOf, isKnown } from '../http/conditional.ts';
import { keyPartsOfLink } from '../links/key-parts-of-link.ts';
import type { ResolveLinkDeps } from '../links/resolve-submitted-link.ts';

export interface ResultHandlersDeps {
  readonly store: { readonly jobs: Pick<Jobs, 'lookup' | 'locate'> };
  readonly links: ResolveLinkDeps;
  /** Called before anything beyond memory is asked; see `createLoadShedder`. */
  readonly admit: () => void;
}

/** A CDN may show a result for 5 minutes, and one more while it asks; so long an invalidated one may be seen. */
const CACHEABLE = 'public, max-age=60, s-maxage=300, stale-while-revalidate=60';
const STALE = 'public, max-age=0, s-maxage=30';
/** Where a link leads changes with the profile's version, for a post that this one has read. */
const ADDRESS = 'public, max-age=300';

/** Public by decision: a result holds nothing of its callers, and its key can be made from the link. */
export function resultHandlers({ store, links, admit }: ResultHandlersDeps): ApiHandlers<'findResult' | 'getResult'> {
  return {
    async findResult({ query }) {
      const parts = await keyPartsOfLink({ ...links, admit }, query);
      const { key, isFinal } = await store.jobs.locate(parts, admit);
      const caching = isFinal ? ADDRESS : STALE;
      return { status: 307, headers: { Location: `/v1/results/${key}`, 'Cache-Control': caching } };
    },

    async getResult({ params, headers }) {
      const found = await store.jobs.lookup(params.key, admit);
      const stored = found === null ? null : toStoredResult(params.key, found);
      if (found === null || stored === null) {
        throw new ProblemError('result_not_found');
      }
      const etag = etagOf(`${stored.key}:${found.value.job_id}:${stored.created_at}`);
      const caching = { 'Cache-Control': found.servedFrom === 'stale' ? STALE : CACHEABLE, ETag: etag };
      return isKnown(etag, headers['if-none-match'])
        ? { status: 304, headers: caching }
        : { status: 200, headers: caching, body: stored };
    },
  };
}

/** Null for a remembered failure: there is no result to show. */
function toStoredResult(key: string, { value }: LookupOutcome): StoredResult | null {
  if (value.kind !== 'ready' || value.result === null) {
    return null;
  }
  const { submitted_url: _private, ...source } = value.source;
  return {
    key,
    source,
    result: value.result,
    warnings: value.warnings,
    created_at: isoTime(value.created_at),
    fresh_until: isoTime(value.fresh_until),
  };
}
