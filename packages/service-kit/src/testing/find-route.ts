import type { RouteDefinition, RouteTable } from '@sets/contract/routes';

/** A template as the addresses that it stands for; literals win over parameters by coming first. */
const toPattern = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i');

const literalsFirst = (one: RouteDefinition, other: RouteDefinition): number =>
  one.path.split('{').length - other.path.split('{').length;

/** The routes at a path, whatever their method; their ids stand beside them. */
export function routesAt(routes: RouteTable, path: string): (readonly [id: string, route: RouteDefinition])[] {
  const matching = Object.entries(routes).filter(([, route]) => toPattern(route.path).test(path));
  const [nearest] = matching.map(([, route]) => route).sort(literalsFirst);
  return matching.filter(([, route]) => route.path === nearest?.path);
}

/** What `Allow` says of a path: the table's methods there, and HEAD beside GET. */
export function methodsAt(routes: RouteTable, path: string): string[] {
  const methods: string[] = routesAt(routes, path).map(([, route]) => route.method);
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
}
