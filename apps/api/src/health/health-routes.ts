import type { Clock } from '@sets/clock';
import type { Express } from 'express';
import type { FleetView } from '../fleet/fleet-view.ts';
import type { PerformanceReader } from '../metrics/fleet-performance.ts';
import { type ApiHealthDeps, apiHealth } from './instance-health.ts';
import { processingHealth } from './processing-health.ts';
import { regionsHealth } from './region-health.ts';

export interface HealthRoutesDeps extends ApiHealthDeps {
  readonly fleet: FleetView;
  readonly performance: PerformanceReader;
  readonly clock: Clock;
}

export function mountHealthRoutes(app: Express, deps: HealthRoutesDeps): void {
  app.use(['/health', '/metrics'], (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.get('/health', apiHealth(deps));
  app.get('/health/regions', async (_request, response) => {
    response.json(regionsHealth(await deps.fleet.look(), deps.clock.now()));
  });
  app.get('/health/processing', async (_request, response) => {
    const [views, { cache }] = await Promise.all([deps.fleet.look(), deps.performance.read()]);
    response.json(processingHealth(views, cache, deps.clock.now()));
  });
  app.get('/metrics/performance', async (_request, response) => {
    const [views, performance] = await Promise.all([deps.fleet.look(), deps.performance.read()]);
    const { processing } = processingHealth(views, performance.cache, deps.clock.now());
    const utilization = processing.capacity === 0 ? null : processing.active / processing.capacity;
    response.json({ ...performance, processing: { ...processing, utilization } });
  });
}
