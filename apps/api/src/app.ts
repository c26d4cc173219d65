import type { JobStore } from '@sets/job-store';
import type { Clock, Metrics } from '@sets/service-kit';
import type { Express } from 'express';
import { apiHealth } from './api-health.ts';
import type { ApiConfig } from './config.ts';
import { type JobRoutesDeps, mountJobRoutes } from './job-routes.ts';

export interface ApiParts extends JobRoutesDeps {
  readonly config: ApiConfig;
  readonly store: JobStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export function mountApiRoutes(app: Express, parts: ApiParts): void {
  mountJobRoutes(app, parts);
  app.get('/health', apiHealth(parts));
  app.get('/metrics', async (_request, response) => {
    const { contentType, body } = await parts.metrics.expose();
    response.type(contentType).send(body);
  });
}
