import type { ProblemCode } from '../problems.ts';
import type { Right, RouteDefinition } from './route.ts';

/** What is refused before a handler is asked, because of who calls. Operators' routes may not exist at all. */
const BY_RIGHT: Readonly<Record<Right, readonly ProblemCode[]>> = {
  public: [],
  caller: [],
  operate: ['unauthenticated', 'route_not_found'],
  scrape: ['route_not_found'],
  task: ['unauthenticated', 'forbidden', 'token_keys_unavailable'],
  schedule: ['unauthenticated', 'forbidden', 'token_keys_unavailable'],
};

const OF_BODIES: readonly ProblemCode[] = ['invalid_json', 'body_too_large', 'unsupported_media_type'];

/** Any route: a query that it does not take, an address that cannot be decoded, and our own failures. */
const OF_ALL: readonly ProblemCode[] = ['invalid_request', 'internal'];

/** Every problem with which a route may answer, each once: its own, and those that follow from its kind. */
export function problemsOf(route: RouteDefinition): readonly ProblemCode[] {
  const { body, malformedParams, problems, right } = route;
  const ofBody = body === undefined || body.malformed === 'handled' ? [] : OF_BODIES;
  const ofParams = malformedParams === undefined ? [] : [malformedParams];
  return [...new Set([...problems, ...ofParams, ...ofBody, ...BY_RIGHT[right], ...OF_ALL])];
}
