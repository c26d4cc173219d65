import type { ProblemCode } from '../problems.ts';
import { limitOf } from './limit-of.ts';
import type { Right, RouteDefinition } from './route.ts';

/** Of an API key that is not known while the store is away, and of a token whose issuer's keys cannot be had. */
const UNDECIDED: readonly ProblemCode[] = ['storage_unavailable', 'token_keys_unavailable'];

/** What is refused before a handler is asked, because of who calls. Operators' routes may not exist at all. */
const BY_RIGHT: Readonly<Record<Right, readonly ProblemCode[]>> = {
  public: [],
  caller: ['unauthenticated', 'forbidden', ...UNDECIDED],
  operate: ['unauthenticated', 'forbidden', 'route_not_found', ...UNDECIDED],
  'signing-in': ['unauthenticated', 'forbidden', ...UNDECIDED],
  'signed-in': ['unauthenticated', 'forbidden', ...UNDECIDED],
  scrape: ['route_not_found'],
  task: ['unauthenticated', 'forbidden', 'token_keys_unavailable'],
  schedule: ['unauthenticated', 'forbidden', 'token_keys_unavailable'],
};

const OF_BODIES: readonly ProblemCode[] = ['invalid_json', 'body_too_large', 'unsupported_media_type'];

/** Any route: a query that it does not take, an address that cannot be decoded, our own failures, and what no route sees. */
const OF_ALL: readonly ProblemCode[] = [
  'invalid_request',
  'internal',
  'malformed_http',
  'headers_too_large',
  'request_timeout',
];

/** Every problem with which a route may answer, each once: its own, and those that follow from its kind. */
export function problemsOf(route: RouteDefinition): readonly ProblemCode[] {
  const { body, malformedParams, problems, right } = route;
  const ofBody = body === undefined || body.malformed === 'handled' ? [] : OF_BODIES;
  const ofParams = malformedParams === undefined ? [] : [malformedParams];
  const ofLimit: readonly ProblemCode[] = limitOf(route) === null ? [] : ['rate_limited'];
  return [...new Set([...problems, ...ofParams, ...ofBody, ...BY_RIGHT[right], ...ofLimit, ...OF_ALL])];
}
