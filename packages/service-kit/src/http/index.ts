export { bindRoutes } from './bind-routes.ts';
export { ANONYMOUS, actorOf, type Caller, type CallerKind, type Scope } from './caller.ts';
export { createHttpApp, type HttpAppOptions } from './http-app.ts';
export { JsonText } from './json-text.ts';
export { type Listening, type ListenOptions, listen, PortTakenError } from './listen.ts';
export { scrapeGuard, serveMetrics } from './metrics-port.ts';
export type {
  Answer,
  BoundRoute,
  Guard,
  GuardedRequest,
  Guards,
  ReadBody,
  RefusalDialect,
  RouteHandler,
  RouteHandlers,
  RouteRequest,
} from './route-types.ts';
