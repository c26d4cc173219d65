import { findResultQuerySchema, ProblemError, resultKeySchema, type StoredResult } from '@sets/contract';
import type { JobStore, LookupOutcome } from '@sets/jobs';
import { parseRequest } from '@sets/service-kit';
import type { Express } from 'express';
import { answeredNotModified, etagOf } from '../http/conditional.ts';
import { keyOfLink } from '../links/key-of-link.ts';
import type { ResolveLinkDeps } from '../links/resolve-submitted-link.ts';

export interface ResultRoutesDeps {
  readonly store: Pick<JobStore, 'lookupResult'>;
  readonly links: ResolveLinkDeps;
}

/** A CDN may show a result for 5 minutes, and one more while it asks; so long an invalidated one may be seen. */
const CACHEABLE = 'public, max-age=60, s-maxage=300, stale-while-revalidate=60';
const STALE = 'public, max-age=0, s-maxage=30';

/** Public by decision: a result holds nothing of its callers, and its key can be made from the link. */
export function mountResultRoutes(app: Express, { store, links }: ResultRoutesDeps): void {
  app.get('/v1/results', async (request, response) => {
    const key = await keyOfLink(links, parseRequest(findResultQuerySchema, request.query));
    response.setHeader('Cache-Control', 'public, max-age=300');
    response.redirect(307, `/v1/results/${key}`);
  });

  app.get('/v1/results/:key', async (request, response) => {
    const key = resultKeySchema.safeParse(request.params.key);
    const found = key.success ? await store.lookupResult(key.data) : null;
    const stored = found === null || !key.success ? null : toStoredResult(key.data, found);
    if (found === null || stored === null) {
      throw new ProblemError('result_not_found');
    }
    response.setHeader('Cache-Control', found.servedFrom === 'stale' ? STALE : CACHEABLE);
    if (answeredNotModified(request, response, etagOf(`${stored.key}:${found.value.job_id}:${stored.created_at}`))) {
      return;
    }
    response.json(stored);
  });
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
    created_at: new Date(value.created_at).toISOString(),
    fresh_until: new Date(value.fresh_until).toISOString(),
  };
}
