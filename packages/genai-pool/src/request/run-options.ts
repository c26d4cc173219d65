import type { Endpoint } from '../endpoint/endpoint.ts';
import type { AttemptFailure } from '../failure/fault.ts';
import type { TokenUsage } from '../observe/observer.ts';

export interface RunOptions<T> {
  /** The models that may answer, the wanted one first: a later one does when all before are out. Default: any. */
  readonly tier?: readonly string[];
  /** Sizes of work whose latencies are comparable have one name; few names, as state is kept for each. */
  readonly size?: string;
  /** The location that should have the call unless another is clearly faster: usually the caller's own region. */
  readonly prefer?: string;
  /** Longest that this run may take, failovers and waiting included. Default: the policy's. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Allows one extra call elsewhere when the first is slow for its size of work. */
  readonly hedge?: boolean;
  /** Most calls, hedges and probes included. Default: every endpoint once, plus repeats within the budget. */
  readonly maxAttempts?: number;
  /**
   * Asked before each call; false: no further one. `servedMsAgo`: when a call of this size was answered last, whoever's
   * it was; infinite before the first. The longer ago, the less a failure says of the request.
   */
  readonly mayCall?: (servedMsAgo: number) => boolean;
  /** Tokens that the call will cost, where a quota counts them. Default: what its size has cost on average. */
  readonly estimateTokens?: number;
  /** Reads the tokens that an answer cost, for quotas and the observer. */
  readonly usage?: (value: T) => TokenUsage | null;
}

export interface RunResult<T> {
  readonly value: T;
  /** Where the answer came from. */
  readonly endpoint: Endpoint;
  /** Calls started, failed and abandoned ones included. */
  readonly attempts: number;
  /** Calls that failed before the answer came. */
  readonly failures: readonly AttemptFailure[];
  /** Where calls were given up because another was faster. What they cost is unknown, not zero. */
  readonly abandoned: readonly Endpoint[];
}
