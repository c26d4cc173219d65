import type { Endpoint } from '../endpoint/endpoint.ts';
import type { AttemptFailure } from '../failure/errors.ts';
import type { TokenUsage } from '../observe/observer.ts';

export interface RunOptions<T> {
  /** Only endpoints of this model; any model without it. */
  readonly model?: string;
  /** The location that should have the call unless another is clearly faster: usually the caller's own region. */
  readonly prefer?: string;
  /** Longest that this run may take, failovers and waiting included. Default: the policy's. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Allows one second attempt elsewhere when the first is late for its size of work. Only for idempotent calls. */
  readonly hedge?: { readonly sizeBucket: string };
  /** Most attempts, hedges included. Default: every endpoint once, plus repeats within the budget. */
  readonly maxAttempts?: number;
  /** Reads the tokens that an answer cost, for the observer. */
  readonly usage?: (value: T) => TokenUsage | null;
}

export interface RunResult<T> {
  readonly value: T;
  /** Where the answer came from. */
  readonly endpoint: Endpoint;
  /** Calls started, failed and abandoned ones included. */
  readonly attempts: number;
  /** Attempts that failed before the answer came. */
  readonly failures: readonly AttemptFailure[];
  /** Where calls were given up because another was faster. What they cost is unknown, not zero. */
  readonly abandoned: readonly Endpoint[];
}
