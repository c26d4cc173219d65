import { RetryBudget } from './retry-budget.ts';

export interface HedgePolicy {
  /** The live latency quantile, per size of work, after which a call gets a second one … */
  readonly quantile: number;
  /** … multiplied by this. */
  readonly multiplier: number;
  /** Latencies needed in a size of work before its quantile is trusted. */
  readonly minimumSamples: number;
  /** Each hedgeable request earns this much of a hedge. The budget starts empty, so the share holds from the start. */
  readonly share: number;
  /** Most hedges that can be saved up. */
  readonly burst: number;
  /** No hedges for this long after a 429 of the same model: spare calls are what it has none of. */
  readonly suppressAfter429Ms: number;
}

export type HedgeDecision = 'granted' | 'no_budget' | 'rate_limited';

/** Whether a slow call may have a second one elsewhere. One per model. */
export class HedgeControl {
  readonly #policy: HedgePolicy;
  readonly #budget: RetryBudget;
  #suppressedUntil = Number.NEGATIVE_INFINITY;

  constructor(policy: HedgePolicy) {
    this.#policy = policy;
    this.#budget = new RetryBudget(policy.share, policy.burst, 0);
  }

  get tokens(): number {
    return this.#budget.tokens;
  }

  onRequest(): void {
    this.#budget.earn();
  }

  onRateLimited(now: number): void {
    this.#suppressedUntil = now + this.#policy.suppressAfter429Ms;
  }

  /** Asked when a hedge is due and another endpoint is free; spends the budget when granted. */
  decide(now: number): HedgeDecision {
    if (now < this.#suppressedUntil) {
      return 'rate_limited';
    }
    return this.#budget.spend() ? 'granted' : 'no_budget';
  }
}
