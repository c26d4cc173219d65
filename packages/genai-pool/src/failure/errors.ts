import type { Endpoint } from '../endpoint/endpoint.ts';
import type { FailureClass } from './classify-failure.ts';

/** One attempt that failed, kept as the evidence of a request's failure. */
export interface AttemptFailure {
  readonly endpoint: Endpoint;
  readonly class: FailureClass;
  readonly cause: unknown;
}

/** Everything that `run` rejects with is one of these; tell them apart by `code` or `instanceof`. */
export abstract class PoolError extends Error {
  abstract readonly code: string;
  /** The attempts made before giving up, oldest first. */
  readonly failures: readonly AttemptFailure[];

  constructor(message: string, failures: readonly AttemptFailure[]) {
    super(message, { cause: failures.at(-1)?.cause });
    this.name = new.target.name;
    this.failures = failures;
  }
}

/** Nothing can take the request now. `retryAfterMs` is the earliest time at which trying again makes sense. */
export class AllEndpointsUnavailable extends PoolError {
  readonly code = 'all_endpoints_unavailable';
  readonly retryAfterMs: number;
  /** `saturated`: endpoints are healthy but full; `down`: broken or cooling down; `exhausted`: all were tried. */
  readonly reason: 'saturated' | 'down' | 'exhausted';

  constructor(reason: AllEndpointsUnavailable['reason'], retryAfterMs: number, failures: readonly AttemptFailure[]) {
    super(`no endpoint can take the request (${reason}); retry in ${Math.ceil(retryAfterMs)} ms`, failures);
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The request itself or the credential was refused; no other endpoint would answer differently. `cause` says why. */
export class NonRetryableFailure extends PoolError {
  readonly code = 'non_retryable_failure';
  readonly class: 'request' | 'credential';

  constructor(failureClass: 'request' | 'credential', failures: readonly AttemptFailure[]) {
    super(`an attempt failed for good (${failureClass})`, failures);
    this.class = failureClass;
  }
}

export class DeadlineExceeded extends PoolError {
  readonly code = 'deadline_exceeded';
  constructor(failures: readonly AttemptFailure[]) {
    super('the deadline passed before an answer came', failures);
  }
}

/** The caller's signal fired. `cause` is its reason when no attempt had failed before. */
export class RunAborted extends PoolError {
  readonly code = 'aborted';
  constructor(failures: readonly AttemptFailure[]) {
    super('the caller aborted the request', failures);
  }
}

export class PoolClosed extends PoolError {
  readonly code = 'pool_closed';
  constructor(failures: readonly AttemptFailure[] = []) {
    super('the pool is closed', failures);
  }
}

/** The options cannot work: no endpoints, doubles, or none left inside the residency allowlist. */
export class PoolConfigError extends Error {
  readonly code = 'pool_config';
}
