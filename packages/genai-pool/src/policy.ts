import type { HedgePolicy } from './budget/hedge.ts';
import type { RetryPolicy } from './budget/retry-budget.ts';
import type { AdaptiveLimitPolicy } from './endpoint/adaptive-limit.ts';
import type { CircuitPolicy } from './endpoint/circuit.ts';
import type { CooldownPolicy } from './endpoint/cooldown.ts';
import type { LatencyPolicy } from './endpoint/latency-estimate.ts';
import type { ChoicePolicy } from './request/choose-endpoint.ts';

/** How the pool behaves. Every default and its source is documented on the part that it belongs to. */
export interface PoolPolicy {
  readonly circuit: CircuitPolicy;
  readonly concurrency: AdaptiveLimitPolicy;
  readonly cooldown: CooldownPolicy;
  readonly latency: LatencyPolicy;
  readonly choice: ChoicePolicy;
  readonly retry: RetryPolicy;
  readonly hedge: HedgePolicy;
  readonly pacing: {
    /** Average time between two calls to one endpoint; the burst is the endpoint's concurrency limit. 0 = unpaced. */
    readonly minIntervalMs: number;
  };
  /** Longest that one attempt may take before it counts as a timeout. */
  readonly attemptTimeoutMs: number;
  /** Longest that one `run` may take when the caller names no deadline. */
  readonly deadlineMs: number;
  /** Requests that may wait for a slot when every healthy endpoint is full; more are rejected. */
  readonly maxWaiting: number;
}

/** Any subset of the policy, two levels deep; the rest keeps its default. */
export type PoolPolicyOverrides = {
  readonly [K in keyof PoolPolicy]?: PoolPolicy[K] extends object ? Partial<PoolPolicy[K]> : PoolPolicy[K];
};

/** Sources: the README's options table. */
export const DEFAULT_POLICY: PoolPolicy = {
  circuit: {
    consecutiveFailures: 5,
    windowSize: 20,
    minimumCalls: 10,
    failureRate: 0.5,
    openMs: 5_000,
    maxOpenMs: 30_000,
    jitter: 0.2,
    probeDeadlineMs: 15_000,
    successesToClose: 3,
    forgiveAfterSuccesses: 20,
  },
  concurrency: {
    max: 20,
    restartShare: 0.1,
    decrease: 0.95,
    episodeFloor: 0.5,
    stepMs: 1_000,
    stepSuccesses: 2,
    stepDoublings: 6,
  },
  cooldown: {
    minMs: 1_000,
    maxMs: 300_000,
    firstMs: 1_000,
    doublingMaxMs: 60_000,
    maxWaitMs: 5_000,
    notFoundMs: 300_000,
  },
  latency: { timeConstantMs: 10_000, minWeight: 0.1, priorMs: 2_500, staleMs: 30_000 },
  choice: { clearlyWorseRatio: 1.5, clearlyWorseMs: 500 },
  retry: { share: 0.1, burst: 3, delayMs: 1_000, maxRepeats: 2 },
  hedge: { quantile: 0.95, multiplier: 1.5, minimumSamples: 20, share: 0.02, burst: 20, suppressAfter429Ms: 30_000 },
  pacing: { minIntervalMs: 100 },
  attemptTimeoutMs: 45_000,
  deadlineMs: 120_000,
  maxWaiting: 100,
};

export function resolvePolicy(overrides: PoolPolicyOverrides = {}): PoolPolicy {
  const base = DEFAULT_POLICY;
  return {
    ...base,
    ...overrides,
    circuit: { ...base.circuit, ...overrides.circuit },
    concurrency: { ...base.concurrency, ...overrides.concurrency },
    cooldown: { ...base.cooldown, ...overrides.cooldown },
    latency: { ...base.latency, ...overrides.latency },
    choice: { ...base.choice, ...overrides.choice },
    retry: { ...base.retry, ...overrides.retry },
    hedge: { ...base.hedge, ...overrides.hedge },
    pacing: { ...base.pacing, ...overrides.pacing },
  };
}
