import type { Clock } from '@sets/clock';
import type { RequestHandler } from 'express';
import { parseTraceContext } from '../trace.ts';
import type { Tracer } from '../tracing/tracer.ts';
import { isProbe, routeOf } from './access-log.ts';
import { requestContext } from './request-context.ts';

/** One span per request, under the ids that its log lines carry, when its response has ended or its caller has gone. */
export function serverSpans(tracer: Tracer, clock: Clock): RequestHandler {
  return (request, response, next) => {
    if (isProbe(request.originalUrl)) {
      next();
      return;
    }
    const startedAtMs = clock.now();
    const from = clock.monotonic();
    response.on('close', () => {
      const { method } = request;
      const { statusCode } = response;
      const route = routeOf(request);
      tracer.record({
        trace: requestContext(response).trace,
        parentSpanId: parseTraceContext(request.headers)?.spanId ?? null,
        name: `${method} ${route}`,
        kind: 'server',
        startedAtMs,
        durationMs: clock.monotonic() - from,
        attributes: {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': statusCode,
        },
        error: statusCode >= 500 ? String(statusCode) : null,
      });
    });
    next();
  };
}
