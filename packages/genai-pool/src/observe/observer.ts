import type { HedgeDecision } from '../budget/hedge.ts';
import type { CircuitChange } from '../endpoint/circuit.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { FailureClass } from '../failure/classify-failure.ts';

/** `abandoned`: given up by the pool (another attempt won, the caller left, the deadline passed). */
export type AttemptOutcome = 'success' | 'timeout' | 'abandoned' | FailureClass;

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface AttemptEvent {
  readonly endpoint: Endpoint;
  readonly outcome: AttemptOutcome;
  readonly durationMs: number;
  /** 1 for the first attempt of a request. */
  readonly number: number;
  readonly hedge: boolean;
  readonly probe: boolean;
  readonly sizeBucket: string;
  /** Null for every attempt but a success that the caller can read usage from: its cost is unknown, not zero. */
  readonly usage: TokenUsage | null;
}

/** What the pool tells about itself. Every method is optional; what one throws is swallowed and counted. */
export interface PoolObserver {
  /** An attempt has its outcome. The only event that a healthy request causes. */
  attempt?(event: AttemptEvent): void;
  /** A request goes on elsewhere (`repeat`: on an endpoint that it had tried) after a failed attempt. */
  failover?(event: { from: Endpoint; to: Endpoint; cause: AttemptOutcome; repeat: boolean }): void;
  /** An attempt was late. `decision` says whether it got a second one; `to` is null when nothing was free. */
  hedge?(event: { late: Endpoint; to: Endpoint | null; decision: HedgeDecision | 'nowhere' }): void;
  circuit?(event: CircuitChange & { endpoint: Endpoint }): void;
  /** An endpoint is left alone for `ms` from now. Sent when the deadline moves. */
  cooldown?(event: { endpoint: Endpoint; ms: number; reason: 'rate_limited' | 'not_found'; hinted: boolean }): void;
  /** A 429 has lowered the adaptive limit. Its growth is not told: that would be an event per success. */
  limit?(event: { endpoint: Endpoint; from: number; to: number }): void;
  /** A request was turned away because nothing could take it. */
  rejected?(event: { model: string | null; reason: 'saturated' | 'down' | 'exhausted'; retryAfterMs: number }): void;
}

/** Fans out to several observers. */
export function combineObservers(...observers: readonly PoolObserver[]): PoolObserver {
  const each = (tell: (observer: PoolObserver) => void) => {
    for (const observer of observers) {
      tell(observer);
    }
  };
  return {
    attempt: (event) => each((o) => o.attempt?.(event)),
    failover: (event) => each((o) => o.failover?.(event)),
    hedge: (event) => each((o) => o.hedge?.(event)),
    circuit: (event) => each((o) => o.circuit?.(event)),
    cooldown: (event) => each((o) => o.cooldown?.(event)),
    limit: (event) => each((o) => o.limit?.(event)),
    rejected: (event) => each((o) => o.rejected?.(event)),
  };
}

/** An observer must never break a request: each call is guarded, and `onError` hears what went wrong. */
export function guardObserver(observer: PoolObserver, onError: (error: unknown) => void): Required<PoolObserver> {
  const guard =
    <E>(tell: ((event: E) => void) | undefined) =>
    (event: E) => {
      try {
        tell?.(event);
      } catch (error) {
        onError(error);
      }
    };
  return {
    attempt: guard(observer.attempt?.bind(observer)),
    failover: guard(observer.failover?.bind(observer)),
    hedge: guard(observer.hedge?.bind(observer)),
    circuit: guard(observer.circuit?.bind(observer)),
    cooldown: guard(observer.cooldown?.bind(observer)),
    limit: guard(observer.limit?.bind(observer)),
    rejected: guard(observer.rejected?.bind(observer)),
  };
}
