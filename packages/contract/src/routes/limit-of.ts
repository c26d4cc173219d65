import type { ResponseHeader } from './response-headers.ts';
import type { LimitName, Right, RouteDefinition } from './route.ts';

const LIMITED: readonly Right[] = ['caller', 'operate', 'signing-in', 'signed-in'];

/** Which limit a request to this route counts against; null for none: probes, documents, and what Google pushes. */
export function limitOf({ limit, right, method }: RouteDefinition): LimitName | null {
  if (limit !== undefined) {
    return limit;
  }
  if (!LIMITED.includes(right)) {
    return null;
  }
  return method === 'GET' ? 'reads' : 'requests';
}

/** On every response of a route that is limited, once it is known who calls. */
export const limitHeadersOf = (route: RouteDefinition): readonly ResponseHeader[] =>
  limitOf(route) === null ? [] : ['RateLimit', 'RateLimit-Policy'];
