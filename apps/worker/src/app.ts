import { WORKER_ROUTES } from '@sets/contract/routes';
import { type BoundRoute, bindRoutes, type Guards, type RouteHandlers } from '@sets/service-kit';

export type WorkerHandlers = RouteHandlers<typeof WORKER_ROUTES>;

/** The worker's table: what Cloud Tasks and Cloud Scheduler push, and what operators look at. */
export const bindWorkerRoutes = (handlers: WorkerHandlers, guards: Guards<typeof WORKER_ROUTES>): BoundRoute[] =>
  bindRoutes(WORKER_ROUTES, handlers, guards);
