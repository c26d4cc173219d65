import { ProblemError } from '@sets/contract';
import type { Express } from 'express';
import { answerRequest } from './answer-request.ts';
import type { Cors } from './cors.ts';
import { requestContext } from './request-context.ts';
import type { BoundRoute } from './route-types.ts';

const PARAMETER = /\{(\w+)\}/g;
const expressPath = (path: string): string => path.replace(PARAMETER, ':$1');

/**
 * `/jobs/replay` before `/jobs/{id}`, so that the order of a table decides nothing; and before all others what clients
 * call, since each path that comes before costs every request a look.
 */
function literalsFirst(one: string, other: string): number {
  const [a = '', b = ''] = [one, other].map(
    (path) => (path.startsWith('/v1/') ? '' : '\uffff') + path.replace(PARAMETER, '\uffff'),
  );
  return a < b ? -1 : Number(a > b);
}

/**
 * Mounts every route, preflights of browsers, and 405 with `Allow` for other methods at the same paths.
 *
 * @throws Error for two routes with one method and path
 */
export function mountRoutes(app: Express, routes: readonly BoundRoute[], cors: Cors | null): void {
  const byPath = Map.groupBy(routes, ({ route }) => route.path);
  for (const path of [...byPath.keys()].sort(literalsFirst)) {
    const mounted = app.route(expressPath(path));
    const methods = new Set<string>();
    for (const bound of byPath.get(path) ?? []) {
      const { method } = bound.route;
      if (methods.has(method)) {
        throw new Error(`Two routes for ${method} ${path}`);
      }
      methods.add(method);
      mounted[method.toLowerCase() as Lowercase<typeof method>](answerRequest(bound));
    }
    if (cors !== null) {
      mounted.options(cors.preflight([...methods].sort()));
    }
    if (methods.has('GET')) {
      methods.add('HEAD');
    }
    const allow = [...methods].sort().join(', ');
    mounted.all((_request, response) => {
      requestContext(response).given.Allow = allow;
      throw new ProblemError('method_not_allowed');
    });
  }
}
