import type { CircuitState } from '../endpoint/circuit.ts';

/** One endpoint as health pages and heartbeats show it. Field names are snake_case: it goes over the wire as it is. */
export interface EndpointSnapshot {
  readonly model: string;
  readonly location: string;
  /** What a request arriving now would meet. */
  readonly admission: 'free' | 'probe' | 'full' | 'cooling' | 'blocked';
  readonly circuit: CircuitState;
  readonly failures_in_row: number;
  /** 0 when a request may come at once. */
  readonly retry_in_ms: number;
  readonly cooldown_ms: number;
  readonly in_flight: number;
  /** Calls given up whose real end is still awaited; they keep their slots. */
  readonly lingering: number;
  /** Calls waiting for pacing; part of `in_flight`. */
  readonly paced: number;
  readonly limit: number;
  /** Usual latency of the slowest size of work; null before the first call. */
  readonly latency_ms: number | null;
  readonly attempts: number;
  readonly successes: number;
  readonly failures: number;
  readonly rate_limited: number;
}

export interface PoolSnapshot {
  readonly endpoints: readonly EndpointSnapshot[];
  /** Requests running, and among them those that wait for a slot. */
  readonly requests: number;
  readonly waiting: number;
  readonly retry_tokens: number;
  /** By model: spare hedges, and the live latency quantile by size of work. */
  readonly hedging: Readonly<
    Record<string, { tokens: number; quantiles: Record<string, { ms: number | null; samples: number }> }>
  >;
  /** Endpoints named in the options but outside the residency allowlist. */
  readonly excluded: readonly { model: string; location: string }[];
  /** Faults thrown by the observer and swallowed. */
  readonly observer_errors: number;
}
