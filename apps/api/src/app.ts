import { buildOpenApiDocument } from '@sets/contract/openapi';
import { API_ROUTES } from '@sets/contract/routes';
import { profiles } from '@sets/extraction';
import { createRefusalGauge } from '@sets/jobs';
import { ANONYMOUS, type BoundRoute, bindRoutes, type Metrics, scrapeGuard } from '@sets/service-kit';
import type { ApiStore } from './compose-store.ts';
import type { ApiConfig } from './config.ts';
import { type HealthHandlersDeps, healthHandlers } from './health/health-handlers.ts';
import type { ApiHandlers } from './http/api-handlers.ts';
import { type JobHandlersDeps, jobHandlers } from './jobs/job-handlers.ts';
import { requireOpsToken } from './ops/ops-auth.ts';
import { type OpsHandlersDeps, opsHandlers } from './ops/ops-handlers.ts';
import { type ResultHandlersDeps, resultHandlers } from './results/result-handlers.ts';

export interface ApiParts extends JobHandlersDeps, ResultHandlersDeps, HealthHandlersDeps, OpsHandlersDeps {
  readonly config: Pick<ApiConfig, 'REGION' | 'VERSION' | 'ENVIRONMENT' | 'OPS_TOKEN'>;
  readonly store: ApiStore;
  readonly metrics: Metrics;
}

/** The API's table of routes with what answers each. Without OPS_TOKEN the operators' routes do not exist. */
export function bindApiRoutes(parts: ApiParts): BoundRoute[] {
  const { OPS_TOKEN } = parts.config;
  return bindRoutes(
    API_ROUTES,
    {
      ...jobHandlers(parts),
      ...resultHandlers(parts),
      ...healthHandlers(parts),
      ...opsHandlers(parts),
      ...documentHandlers(parts),
    },
    {
      caller: () => ANONYMOUS,
      operate: OPS_TOKEN === undefined ? 'closed' : requireOpsToken(OPS_TOKEN),
      scrape: scrapeGuard(parts.config),
    },
  );
}

function documentHandlers({ config, metrics, store }: ApiParts): ApiHandlers<'getMetrics' | 'getOpenApi'> {
  // Made for the first who asks: it would cost every start 12 ms.
  let openApi: ReturnType<typeof buildOpenApiDocument> | undefined;
  const document = () => {
    openApi ??= buildOpenApiDocument(API_ROUTES, {
      version: config.VERSION,
      resultSchemas: Object.fromEntries(profiles.map(({ name, resultSchema }) => [name, resultSchema])),
    });
    return openApi;
  };
  createRefusalGauge(metrics, store.jobs);
  return {
    getMetrics: async () => ({ status: 200, body: await metrics.expose() }),
    getOpenApi: () => ({ status: 200, body: { ...document() } }),
  };
}
