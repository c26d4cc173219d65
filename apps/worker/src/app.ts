import { TASK_ROUTES } from '@sets/contract';
import type { Express, RequestHandler } from 'express';

export interface WorkerRoutes {
  readonly extractAuth: RequestHandler;
  readonly sweepAuth: RequestHandler;
  readonly extract: RequestHandler;
  readonly sweep: RequestHandler;
  readonly health: RequestHandler;
  readonly metrics: RequestHandler;
}

/** The worker's HTTP face: what Cloud Tasks and Cloud Scheduler push, and what operators look at. */
export function mountWorkerRoutes(app: Express, routes: WorkerRoutes): void {
  app.post(TASK_ROUTES.extract, routes.extractAuth, routes.extract);
  app.post(TASK_ROUTES.sweep, routes.sweepAuth, routes.sweep);
  app.get('/health', routes.health);
  app.get('/metrics', routes.metrics);
}
