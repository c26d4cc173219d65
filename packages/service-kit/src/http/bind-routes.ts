import type { RouteTable } from '@sets/contract/routes';
import type { BoundRoute, Guard, Guards, RouteHandlers } from './route-types.ts';

/**
 * Joins a table with what answers it. The types already ask for every handler and guard; the checks here hold where
 * they were widened.
 *
 * @throws Error for a route without a handler, a handler without a route, or a right without a guard
 */
export function bindRoutes<const T extends RouteTable>(
  routes: T,
  handlers: RouteHandlers<NoInfer<T>>,
  guards: Guards<NoInfer<T>>,
): BoundRoute[] {
  const strangers = Object.keys(handlers).filter((id) => !Object.hasOwn(routes, id));
  if (strangers.length > 0) {
    throw new Error(`Handlers without a route: ${strangers.join(', ')}`);
  }
  const byRight: Readonly<Record<string, Guard | 'closed' | null | undefined>> = { public: null, ...guards };
  return Object.entries(routes).flatMap(([id, route]): BoundRoute[] => {
    const handle = handlers[id] as BoundRoute['handle'] | undefined;
    const guard = byRight[route.right];
    if (handle === undefined) {
      throw new Error(`No handler for ${id} (${route.method} ${route.path})`);
    }
    if (guard === undefined) {
      throw new Error(`No guard for the right "${route.right}" of ${id}`);
    }
    return guard === 'closed' ? [] : [{ id, route, guard, handle }];
  });
}
