import type { AttemptFailure } from './fault.ts';

/** Everything that `run` rejects with is one of these; tell them apart by `code` or `instanceof`. */
export abstract class PoolError extends Error {
  abstract readonly code: string;
  /** The calls that failed before giving up, oldest first. */
  readonly failures: readonly AttemptFailure[];

  constructor(message: string, failures: readonly AttemptFailure[]) {
    super(message, { cause: failures.at(-1)?.cause });
    this.name = new.target.name;
    this.failures = failures;
  }
}

/**
 * - `outage`: nobody has answered anything of this size anywhere for a while.
 * - `cooling`: every endpoint has asked to be left alone for longer than is worth waiting.
 * - `saturated`: too many wait in line already.
 * - `not_served`: no location serves the model.
 * - `exhausted`: this request has tried what there was.
 */
export type UnavailableReason = 'outage' | 'cooling' | 'saturated' | 'not_served' | 'exhausted';

/**
 * What others got of the request's size since it began: nothing; answers to calls that were out already; answers to
 * calls that began later, which even an outage that has just begun does not give. With either, the failure says
 * something of this request.
 */
export type OthersServed = 'none' | 'to_earlier_calls' | 'to_later_calls';

/** Nothing can take the request now. `retryAfterMs` is the earliest time at which trying again makes sense, jittered. */
export class AllEndpointsUnavailable extends PoolError {
  readonly code = 'all_endpoints_unavailable';
  readonly retryAfterMs: number;
  readonly reason: UnavailableReason;
  readonly othersServed: OthersServed;

  constructor(
    reason: UnavailableReason,
    { retryAfterMs, othersServed }: { readonly retryAfterMs: number; readonly othersServed: OthersServed },
    failures: readonly AttemptFailure[],
  ) {
    super(`no endpoint can take the request (${reason}); retry in ${Math.ceil(retryAfterMs)} ms`, failures);
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
    this.othersServed = othersServed;
  }
}

/**
 * The service refused this very request. `agreed`: a second endpoint said so too, or there is only one; without that
 * the others could not be asked, and what was said may be one sick endpoint's word: do not remember it.
 */
export class RequestRefused extends PoolError {
  readonly code = 'request_refused';
  readonly agreed: boolean;
  readonly othersServed: OthersServed;

  constructor(agreed: boolean, othersServed: OthersServed, failures: readonly AttemptFailure[]) {
    super(`the request was refused${agreed ? '' : ', by one endpoint alone'}`, failures);
    this.agreed = agreed;
    this.othersServed = othersServed;
  }
}

/** The credential was refused, or none could be had. It may be mended without any change to the request: retryable. */
export class CredentialRefused extends PoolError {
  readonly code = 'credential_refused';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, failures: readonly AttemptFailure[]) {
    super('the credential was refused', failures);
    this.retryAfterMs = retryAfterMs;
  }
}

export class DeadlineExceeded extends PoolError {
  readonly code = 'deadline_exceeded';
  readonly othersServed: OthersServed;
  constructor(othersServed: OthersServed, failures: readonly AttemptFailure[]) {
    super('the deadline passed before an answer came', failures);
    this.othersServed = othersServed;
  }
}

/** The caller's signal fired. `cause` is its reason when no call had failed before. */
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

/** The options cannot work: no endpoints, doubles, none left inside the residency allowlist, an impossible policy. */
export class PoolConfigError extends Error {
  readonly code = 'pool_config';
  constructor(message: string) {
    super(message);
    this.name = 'PoolConfigError';
  }
}
