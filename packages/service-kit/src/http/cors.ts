import { RESPONSE_HEADERS } from '@sets/contract/routes';
import type { RequestHandler } from 'express';
import { requestContext } from './request-context.ts';
import type { BoundRoute } from './route-types.ts';
import { writeHead } from './write-head.ts';

/** What any route may be sent, beside the headers of its table. */
const REQUEST_HEADERS = ['authorization', 'content-type', 'traceparent', 'x-firebase-appcheck', 'x-request-id'];
/** How long a browser may remember a preflight's answer; Chrome keeps none longer. */
const MAX_AGE_S = 7_200;

/** Lets pages of other origins call us. Credentials of a browser are never asked for: callers send theirs as a header. */
export interface Cors {
  /** Before all routes: says to pages of allowed origins that they may read the answer. */
  readonly allow: RequestHandler;
  /** For OPTIONS at one path: what may be sent there. Others than allowed origins are passed on. */
  preflight(methods: Iterable<string>): RequestHandler;
}

/** Null without origins: then no answer says anything of them. `origins` as browsers write them: `https://app.example`. */
export function createCors(origins: readonly string[], routes: readonly BoundRoute[]): Cors | null {
  if (origins.length === 0) {
    return null;
  }
  const allowed = new Set(origins);
  const exposed = Object.keys(RESPONSE_HEADERS).join(', ');
  const ofRoutes = routes.flatMap(({ route }) => Object.keys(route.headers?.shape ?? {}));
  const sendable = [...new Set([...REQUEST_HEADERS, ...ofRoutes])].sort().join(', ');
  return {
    allow(request, response, next) {
      const { origin } = request.headers;
      const { given } = requestContext(response);
      // Also for others: a cache must not show them an answer that was made for an allowed origin.
      given.Vary = 'Origin';
      if (origin !== undefined && allowed.has(origin)) {
        given['Access-Control-Allow-Origin'] = origin;
        given['Access-Control-Expose-Headers'] = exposed;
      }
      next();
    },
    preflight(methods) {
      const allowedMethods = [...methods].join(', ');
      return (request, response, next) => {
        const { origin, 'access-control-request-method': asked } = request.headers;
        if (origin === undefined || asked === undefined || !allowed.has(origin)) {
          next();
          return;
        }
        writeHead(response, 204, {
          'Access-Control-Allow-Methods': allowedMethods,
          'Access-Control-Allow-Headers': sendable,
          'Access-Control-Max-Age': String(MAX_AGE_S),
        });
        response.end();
      };
    },
  };
}
