import { buildOpenApiDocument } from '@sets/contract/openapi';
import { API_ROUTES } from '@sets/contract/routes';
import { profiles } from '@sets/extraction';
import type { JobStore } from '@sets/jobs';
import type { Metrics } from '@sets/service-kit';
import type { Express } from 'express';
import type { ApiConfig } from './config.ts';
import { type HealthRoutesDeps, mountHealthRoutes } from './health/health-routes.ts';
import { type JobRoutesDeps, mountJobRoutes } from './jobs/job-routes.ts';
import { mountOpsRoutes, type OpsRoutesDeps } from './ops/ops-routes.ts';
import { mountResultRoutes } from './results/result-routes.ts';

export interface ApiParts extends JobRoutesDeps, HealthRoutesDeps, OpsRoutesDeps {
  readonly config: ApiConfig;
  readonly store: JobStore;
  readonly metrics: Metrics;
}

export function mountApiRoutes(app: Express, parts: ApiParts): void {
  mountJobRoutes(app, parts);
  mountResultRoutes(app, parts);
  mountHealthRoutes(app, parts);
  mountOpsRoutes(app, parts);
  app.get('/metrics', async (_request, response) => {
    const { contentType, body } = await parts.metrics.expose();
    response.type(contentType).send(body);
  });
  const openApi = buildOpenApiDocument(API_ROUTES, {
    version: parts.config.VERSION,
    resultSchemas: Object.fromEntries(profiles.map(({ name, resultSchema }) => [name, resultSchema])),
  });
  app.get('/openapi.json', (_request, response) => {
    response.json(openApi);
  });
}
