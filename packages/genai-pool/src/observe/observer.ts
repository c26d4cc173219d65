import type { HedgeDecision } from '../budget/hedge.ts';
import type { CircuitChange } from '../endpoint/circuit.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { UnavailableReason } from '../failure/errors.ts';
import type { Fault } from '../failure/fault.ts';

/**
 * How a call ended. `late`: it was silent for so long that its request went on, and then given up because another
 * answered; `timeout`: given up at the attempt's own limit; `abandoned`: given up for no fault of its own (another call
 * won, the caller left, the deadline passed).
 */
export type AttemptOutcome = 'success' | 'late' | 'timeout' | 'abandoned' | Fault;

/** Why a call was made. `probe`: beside a request, to an endpoint whose circuit is open. */
export type AttemptRole = 'first' | 'failover' | 'repeat' | 'hedge' | 'probe';

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface AttemptEvent {
  readonly endpoint: Endpoint;
  readonly outcome: AttemptOutcome;
  readonly role: AttemptRole;
  /** On the wire, as far as `send` says when that began. */
  readonly durationMs: number;
  /** From taking a slot to the wire: credentials, and waiting for a socket. 0 when `send` does not say. */
  readonly queuedMs: number;
  /** 1 for the first call of a request. */
  readonly number: number;
  readonly size: string;
  /** Null for every call but a success that the caller can read usage from: its cost is unknown, not zero. */
  readonly usage: TokenUsage | null;
}

export type CooldownReason = 'rate_limited' | 'unavailable' | 'not_served' | 'learned';

/** What the pool tells about itself. Every method is optional; what one throws is swallowed and counted. */
export interface PoolObserver {
  /** A call has its outcome. The only event that a healthy request causes. */
  attempt?(event: AttemptEvent): void;
  /** A request goes on elsewhere (`repeat`: on an endpoint that it had tried) after a failed or late call. */
  failover?(event: { from: Endpoint; to: Endpoint; cause: AttemptOutcome; repeat: boolean }): void;
  /** A hedge was due. `decision` says whether it was made; `to` is null when nothing was free. */
  hedge?(event: { slow: Endpoint; to: Endpoint | null; decision: HedgeDecision | 'nowhere' }): void;
  circuit?(event: CircuitChange & { endpoint: Endpoint; size: string }): void;
  /** An endpoint is left alone for `ms` from now. Sent when the deadline moves. */
  cooldown?(event: { endpoint: Endpoint; ms: number; reason: CooldownReason; hinted: boolean }): void;
  /** The adaptive limit has been lowered. Its growth is not told: that would be an event per success. */
  limit?(event: { endpoint: Endpoint; from: number; to: number }): void;
  /** Nobody answers any request of that tier and size any more, or somebody does again. */
  outage?(event: { tier: string; size: string; state: 'began' | 'ended' }): void;
  /** A request was turned away because nothing could take it. */
  rejected?(event: { tier: string; reason: UnavailableReason; retryAfterMs: number }): void;
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
    outage: (event) => each((o) => o.outage?.(event)),
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
    outage: guard(observer.outage?.bind(observer)),
    rejected: guard(observer.rejected?.bind(observer)),
  };
}
