import type { Clock } from '@sets/clock';
import type { Request, RequestHandler } from 'express';
import { hideQuery } from '../log/hide-queries.ts';
import type { Logger } from '../log/logger.ts';
import type { HttpMetrics } from '../metrics/http-metrics.ts';
import { requestContext } from './request-context.ts';

/** Probes and scrapes come every few seconds and say nothing. */
const QUIET = /^\/(health|metrics)(\/|$)/;
export const isProbe = (path: string): boolean => QUIET.test(path);

/** The path of its route with the names of parameters: few, whatever is asked for. */
export const routeOf = (request: Request): string =>
  typeof request.route?.path === 'string' ? `${request.baseUrl}${request.route.path}` : 'unmatched';

/** One line and one measurement per request, when its response has ended or its caller has gone. */
export function accessLog({
  logger,
  metrics,
  clock,
}: {
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
  readonly clock: Clock;
}): RequestHandler {
  return (request, response, next) => {
    const startedAt = clock.monotonic();
    metrics.started();
    response.on('close', () => {
      const seconds = (clock.monotonic() - startedAt) / 1_000;
      // 499 is nginx's word for a caller that left before the answer.
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.ended({ method: request.method, route: routeOf(request), status, seconds });
      const write = isProbe(request.originalUrl) && status < 500 ? logger.debug : logger.info;
      const address = hideQuery(request.originalUrl);
      const { answerBytes, caller } = requestContext(response);
      write(`${request.method} ${address.split('?', 1)[0]} ${status}`, {
        ...(caller === null ? {} : { caller }),
        httpRequest: {
          requestMethod: request.method,
          requestUrl: address,
          status,
          latency: `${seconds.toFixed(6)}s`,
          remoteIp: request.ip,
          userAgent: request.headers['user-agent'],
          responseSize: answerBytes?.toString(),
        },
      });
    });
    next();
  };
}
