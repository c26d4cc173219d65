/**
 * Whose fault a failed call is.
 * - `endpoint`: 5xx, reset, cut, late or unreadable replies under any status, and everything unknown.
 * - `rate_limited`: 429. Nobody's fault: the endpoint is left alone for a while.
 * - `request`: what the service said about this very request: a well-formed 400, 413 or 422, a safety block, a 404
 *   that is not about the model.
 * - `credential`: a well-formed 401 or 403, an invalid API key, no access token.
 * - `not_served`: a 404 that says that the model is not served at that location.
 */
export type Fault = 'endpoint' | 'rate_limited' | 'request' | 'credential' | 'not_served';

/** What a request does next: `elsewhere`: another endpoint at once; `second_opinion`: likewise, and the word is final
 * when that one agrees; `cool_down`: elsewhere, or here again when the cooldown is over. */
export type Next = 'elsewhere' | 'second_opinion' | 'cool_down';

export const NEXT_AFTER: Readonly<Record<Fault, Next>> = {
  endpoint: 'elsewhere',
  not_served: 'elsewhere',
  request: 'second_opinion',
  credential: 'second_opinion',
  rate_limited: 'cool_down',
};

export interface Failure {
  readonly fault: Fault;
  /** What the upstream asked for; null when it said nothing. */
  readonly retryAfterMs: number | null;
}

export type ClassifyFailure = (error: unknown) => Failure;

/** One call that failed, kept as the evidence of a request's failure. */
export interface AttemptFailure {
  readonly endpoint: { readonly model: string; readonly location: string };
  readonly fault: Fault;
  readonly cause: unknown;
}

export const isFault = (value: unknown): value is Fault =>
  typeof value === 'string' && Object.hasOwn(NEXT_AFTER, value);
