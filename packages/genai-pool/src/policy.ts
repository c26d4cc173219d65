import type { HedgePolicy } from './budget/hedge.ts';
import type { RetryPolicy } from './budget/retry-budget.ts';
import type { QuotaPolicy } from './budget/token-quota.ts';
import type { LatePolicy } from './budget/usual.ts';
import type { AdaptiveLimitPolicy } from './endpoint/adaptive-limit.ts';
import type { CircuitPolicy } from './endpoint/circuit.ts';
import type { CooldownPolicy } from './endpoint/cooldown.ts';
import type { LatencyPolicy } from './endpoint/latency-estimate.ts';
import type { ChoicePolicy } from './request/next-step.ts';

/** How the pool behaves. Every default and its source: the README's table. */
export interface PoolPolicy {
  readonly circuit: CircuitPolicy;
  readonly late: LatePolicy;
  readonly outage: {
    /** Nobody has answered anything of a size for this long, and every endpoint has failed at least twice since: … */
    readonly afterMs: number;
    /** … then this many calls a second go on looking … */
    readonly callsPerS: number;
    /** … after this many at once. */
    readonly burst: number;
  };
  readonly cooldown: CooldownPolicy;
  readonly concurrency: AdaptiveLimitPolicy;
  readonly latency: LatencyPolicy;
  readonly choice: ChoicePolicy;
  readonly retry: RetryPolicy;
  readonly hedge: HedgePolicy;
  readonly pacing: {
    /** Average time between two calls to one endpoint; the burst is the endpoint's concurrency limit. 0 = unpaced. */
    readonly minIntervalMs: number;
  };
  /** The project's quotas, of which this instance has a share (`pool.setShare`). */
  readonly quotas: readonly QuotaPolicy[];
  /** Longest that one call may take; it was late, and its request elsewhere, long before. */
  readonly attemptTimeoutMs: number;
  /** Longest that one `run` may take when the caller names no deadline. */
  readonly deadlineMs: number;
  /** Requests that may wait in line; more are rejected. */
  readonly maxWaiting: number;
}

/** Any subset of the policy, two levels deep; the rest keeps its default. */
export type PoolPolicyOverrides = {
  readonly [K in keyof PoolPolicy]?: PoolPolicy[K] extends readonly unknown[] | number
    ? PoolPolicy[K]
    : Partial<PoolPolicy[K]>;
};

export const DEFAULT_POLICY: PoolPolicy = {
  circuit: {
    weight: 0.25,
    probeWeight: 0.5,
    openBelow: 0.3,
    closeFrom: 0.5,
    probeEveryMs: 4_000,
    probeShare: 0.15,
    probeBurst: 3,
    jitter: 0.2,
  },
  late: { times: 4, unknownMs: 10_000, minimumSamples: 20, minMs: 1_000 },
  outage: { afterMs: 3_000, callsPerS: 2.5, burst: 10 },
  cooldown: {
    minMs: 1_000,
    maxMs: 300_000,
    firstMs: 1_000,
    doublingMaxMs: 60_000,
    maxWaitMs: 30_000,
    maxPerRequest: 16,
    notServedMs: 300_000,
  },
  concurrency: {
    max: 20,
    decrease: 0.95,
    episodeFloor: 0.5,
    stepMs: 5_000,
    stepSuccesses: 7,
    stepDoublings: 3,
    slowness: { batch: 10, slowRatio: 1.7, quickRatio: 1.1, leastShare: 0.4, helpedRatio: 0.8 },
  },
  latency: { weight: 0.1, priorMs: 2_500, staleMs: 30_000 },
  choice: { clearlyWorseRatio: 1.5, clearlyWorseMs: 500, easyShare: 0.36 },
  retry: { share: 0.1, burst: 3, delayMs: 1_000, jitter: 0.5, maxRepeats: 2 },
  hedge: { quantile: 0.95, multiplier: 1.3, minimumSamples: 20, share: 0.02, burst: 20, suppressAfter429Ms: 30_000 },
  pacing: { minIntervalMs: 100 },
  quotas: [],
  attemptTimeoutMs: 45_000,
  deadlineMs: 120_000,
  maxWaiting: 200,
};

export function resolvePolicy(overrides: PoolPolicyOverrides = {}): PoolPolicy {
  const base = DEFAULT_POLICY;
  return {
    ...base,
    ...overrides,
    circuit: { ...base.circuit, ...overrides.circuit },
    late: { ...base.late, ...overrides.late },
    outage: { ...base.outage, ...overrides.outage },
    cooldown: { ...base.cooldown, ...overrides.cooldown },
    concurrency: { ...base.concurrency, ...overrides.concurrency },
    latency: { ...base.latency, ...overrides.latency },
    choice: { ...base.choice, ...overrides.choice },
    retry: { ...base.retry, ...overrides.retry },
    hedge: { ...base.hedge, ...overrides.hedge },
    pacing: { ...base.pacing, ...overrides.pacing },
  };
}
