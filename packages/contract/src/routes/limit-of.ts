import type { ResponseHeader } from './response-headers.ts';
import type { LimitName, RouteDefinition } from './route.ts';

/** Which limit a request to this route counts against; null for none: probes, documents, and what Google pushes. */
export function limitOf({ limit, right, method }: RouteDefinition): LimitName | null {
  if (limit !== undefined) {
    return limit;
  }
  if (right !== 'caller' && right !== 'operate') {
    return null;
  }
  return method === 'GET' ? 'reads' : 'requests';
}

/** On every response of a route that is limited, once it is known who calls. */
export const limitHeadersOf = (route: RouteDefinition): readonly ResponseHeader[] =>
  limitOf(route) === null ? [] : ['RateLimit', 'RateLimit-Policy'];
