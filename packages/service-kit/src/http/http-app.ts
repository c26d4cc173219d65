import { type Clock, systemClock } from '@sets/clock';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { accessLog } from './access-log.ts';
import { jsonBody } from './json-body.ts';
import { problemHandler } from './problem-handler.ts';
import { assignRequestContext } from './request-context.ts';
import { unmatched } from './unmatched.ts';

export interface HttpAppOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Adds the routes. A handler reads `request.body` as parsed JSON and throws ProblemError to refuse. */
  readonly routes: (app: Express) => void;
  readonly clock?: Clock;
}

/**
 * What every HTTP face of ours has in common: request id and trace, access log, security headers, JSON bodies of at
 * most 1 MB, 404, 405 and RFC 9457 errors. Does not listen; see `listen`.
 */
export function createHttpApp({ logger, metrics, routes, clock = systemClock }: HttpAppOptions): Express {
  const app = express();
  app.use(assignRequestContext, accessLog({ logger, metrics: metrics.http, clock }), helmet(), ...jsonBody());
  routes(app);
  app.use(unmatched(app), problemHandler(logger));
  return app;
}
