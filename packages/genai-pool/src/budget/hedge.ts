import { QuantileWindow } from './quantile-window.ts';
import { RetryBudget } from './retry-budget.ts';

export interface HedgePolicy {
  /** The live latency quantile, per size of work, after which a call counts as late … */
  readonly quantile: number;
  /** … multiplied by this. */
  readonly multiplier: number;
  /** Latencies needed in a size bucket before its quantile is trusted. */
  readonly minimumSamples: number;
  /** Each hedgeable request earns this much of a hedge. The budget starts empty, so the share holds from the start. */
  readonly share: number;
  /** Most hedges that can be saved up. */
  readonly burst: number;
  /** No hedges for this long after a 429 of the same model: spare calls are what it has none of. */
  readonly suppressAfter429Ms: number;
}

export type HedgeDecision = 'granted' | 'no_budget' | 'rate_limited';

/** When a late call deserves a second one elsewhere, and whether it may have it. One per model. */
export class HedgeControl {
  readonly #policy: HedgePolicy;
  readonly #budget: RetryBudget;
  readonly #latencies = new Map<string, QuantileWindow>();
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

  /** Answers only: what a given-up call would have taken is unknown, and guesses would put the next hedge off. */
  onLatency(ms: number, sizeBucket: string): void {
    let window = this.#latencies.get(sizeBucket);
    if (window === undefined) {
      window = new QuantileWindow(this.#policy.quantile);
      this.#latencies.set(sizeBucket, window);
    }
    window.observe(ms);
  }

  onRateLimited(now: number): void {
    this.#suppressedUntil = now + this.#policy.suppressAfter429Ms;
  }

  /** How long an attempt may take before it is late; null while too little is known. */
  delayMs(sizeBucket: string): number | null {
    const window = this.#latencies.get(sizeBucket);
    if (window === undefined || window.count < this.#policy.minimumSamples) {
      return null;
    }
    // Whole milliseconds: timers of equal length share one list in Node, and new lists cost.
    return window.value === null ? null : Math.ceil(window.value * this.#policy.multiplier);
  }

  /** Asked when an attempt is late and another endpoint is free; spends the budget when granted. */
  decide(now: number): HedgeDecision {
    if (now < this.#suppressedUntil) {
      return 'rate_limited';
    }
    return this.#budget.spend() ? 'granted' : 'no_budget';
  }

  /** Live quantiles by size of work, in ms. */
  quantiles(): Record<string, { ms: number | null; samples: number }> {
    return Object.fromEntries([...this.#latencies].map(([size, w]) => [size, { ms: w.value, samples: w.count }]));
  }
}
