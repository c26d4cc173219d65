import { type Clock, systemClock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { noTracing, type Tracer } from '../tracing/tracer.ts';
import { accessLog } from './access-log.ts';
import { requireAllowedHost } from './allowed-hosts.ts';
import { createCors } from './cors.ts';
import { mountRoutes } from './mount-routes.ts';
import { problemHandler } from './problem-handler.ts';
import { assignRequestContext } from './request-context.ts';
import type { BoundRoute } from './route-types.ts';
import { serverSpans } from './server-spans.ts';

const routeNotFound: RequestHandler = () => {
  throw new ProblemError('route_not_found');
};

export interface HttpAppOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** All that the app answers; see `bindRoutes`. */
  readonly routes: readonly BoundRoute[];
  readonly clock?: Clock;
  /** Default: no spans. */
  readonly tracer?: Tracer;
  /** Proxies before this process whose word on the client's address counts. Default: none. */
  readonly trustedProxyHops?: number;
  /** Hosts at which the app answers: `api.example.com`, `*.example.com`. Default: all. */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may call it: `https://app.example`. Default: none. */
  readonly corsOrigins?: readonly string[];
}

/**
 * What every HTTP face of ours has in common: request id and trace, access log, security headers, the routes of its
 * table and no others, 404, 405 and RFC 9457 errors. Does not listen; see `listen`.
 *
 * @throws Error for two routes with one method and path
 */
export function createHttpApp({
  logger,
  metrics,
  routes,
  clock = systemClock,
  tracer = noTracing,
  trustedProxyHops = 0,
  allowedHosts = [],
  corsOrigins = [],
}: HttpAppOptions): Express {
  const app = express();
  app.set('trust proxy', trustedProxyHops);
  // Validators are the handlers' to give: one made from each body would cost every answer a hash.
  app.disable('etag');
  app.disable('x-powered-by');
  app.use(assignRequestContext(), accessLog({ logger, metrics: metrics.http, clock }));
  if (tracer !== noTracing) {
    app.use(serverSpans(tracer, clock));
  }
  const cors = createCors(corsOrigins, routes);
  if (cors !== null) {
    app.use(cors.allow);
  }
  app.use(requireAllowedHost(allowedHosts));
  mountRoutes(app, routes, cors);
  app.use(routeNotFound, problemHandler(logger));
  return app;
}
