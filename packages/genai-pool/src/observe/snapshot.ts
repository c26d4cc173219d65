import type { Availability } from '../endpoint/availability.ts';
import type { CircuitState } from '../endpoint/circuit.ts';

/**
 * One endpoint as health pages and heartbeats show it. Field names are those of the wire: the heartbeat and the API
 * pass on what they need under the same names, and `pool.learn` takes them back.
 */
export interface EndpointSnapshot {
  readonly model: string;
  readonly location: string;
  /** Closed while any size of work is well served there. */
  readonly circuit: CircuitState;
  /** By size of work. `success_share`: between 0 and 1, the last few calls weighing most. */
  readonly circuits: Readonly<Record<string, { readonly state: CircuitState; readonly success_share: number }>>;
  /** What a request arriving now would meet; `off`: the model is not served there. */
  readonly availability: Availability | 'off';
  readonly in_flight: number;
  /** Calls that are late or were given up, and whose real end is still awaited; they count to no limit. */
  readonly lingering: number;
  readonly concurrency_limit: number;
  /** What the upstream is believed to carry, learned from its 429s; null while it has refused nothing. */
  readonly concurrency_ceiling: number | null;
  /** Usual latency of the slowest size of work; null before the first answer. */
  readonly latency_ms: number | null;
  /** RFC 3339; null when a request may come at once. */
  readonly cooldown_until: string | null;
  readonly attempts: number;
  readonly successes: number;
  readonly failures: number;
  readonly rate_limited: number;
}

/** What is known of one model and size of work over all its locations. */
export interface UsualSnapshot {
  readonly model: string;
  readonly size: string;
  readonly samples: number;
  readonly median_ms: number | null;
  readonly tail_ms: number | null;
  readonly late_ms: number;
}

export interface PoolSnapshot {
  readonly endpoints: readonly EndpointSnapshot[];
  readonly usual: readonly UsualSnapshot[];
  /** Kinds of requests that nobody answers. */
  readonly outages: readonly { readonly tier: string; readonly size: string }[];
  /** Requests running, and among them those that wait in line. */
  readonly requests: number;
  readonly waiting: number;
  readonly retry_tokens: number;
  /** Spare hedges by model. */
  readonly hedge_tokens: Readonly<Record<string, number>>;
  /** Endpoints named in the options but outside the residency allowlist. */
  readonly excluded: readonly { model: string; location: string }[];
  /** Faults thrown by the observer and swallowed. */
  readonly observer_errors: number;
}
