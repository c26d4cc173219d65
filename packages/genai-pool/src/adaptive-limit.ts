export interface AdaptiveLimitPolicy {
  /** Most calls in flight to one endpoint, and where the limit starts. */
  readonly max: number;
  /** Share of the limit that an endpoint restarts with after its circuit closes (slow ramp), at least 1. */
  readonly restartShare: number;
  /** After a 429 the limit becomes this share of what was still in flight, i.e. of what the upstream carried. */
  readonly decrease: number;
  /** One burst of 429s lowers the limit at most to this share of itself. */
  readonly episodeFloor: number;
  /** At the last known ceiling, a step beyond it is tried after this long … */
  readonly stepMs: number;
  /** … and this many successes with the limit in full use. Both double with each refused step, … */
  readonly stepSuccesses: number;
  /** … at most this often, so that in the steady state the steps' own 429s stay well below 2 % of calls. */
  readonly stepDoublings: number;
}

/**
 * Additive increase, multiplicative decrease on 429, floor 1. Below the last known ceiling the limit grows with each
 * success; at the ceiling it tries one more, doubles the step while steps hold, and waits longer after each refusal.
 */
export class AdaptiveLimit {
  #limit: number;
  #ceiling: number;
  #episode = { startedAt: Number.NEGATIVE_INFINITY, startLimit: 0 };
  #step = { size: 1, outstanding: false, refused: 0, since: Number.NEGATIVE_INFINITY, successes: 0 };
  readonly #policy: AdaptiveLimitPolicy;

  constructor(policy: AdaptiveLimitPolicy) {
    this.#policy = policy;
    this.#limit = Math.max(1, policy.max);
    this.#ceiling = this.#limit;
  }

  /** Whole calls allowed in flight, ≥ 1. */
  get current(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  /** `inFlight` includes the call that has just succeeded. Only a limit in full use grows. */
  onSuccess(inFlight: number, now: number): void {
    if (this.#limit >= this.#policy.max || inFlight < 0.8 * this.current) return;
    if (this.#limit < this.#ceiling) {
      this.#limit = Math.min(this.#ceiling, this.#limit + 0.5);
      this.#restartStep(now);
    } else this.#stepUp(now);
  }

  /**
   * A 429. `stillInFlight` excludes the rejected call; `startedAt` is when that call began: rejections of calls that
   * began before the last decrease belong to the same burst.
   */
  onRejected(stillInFlight: number, startedAt: number, now: number): void {
    const step = this.#step;
    if (startedAt > this.#episode.startedAt) {
      this.#episode = { startedAt: now, startLimit: this.#limit };
      if (step.outstanding) step.refused = Math.min(this.#policy.stepDoublings, step.refused + 1);
    }
    const carried = Math.round(this.#policy.decrease * stillInFlight);
    const floor = Math.max(1, Math.floor(this.#policy.episodeFloor * this.#episode.startLimit));
    this.#limit = Math.max(floor, Math.min(this.#limit, carried));
    this.#ceiling = Math.max(this.#limit, Math.min(this.#ceiling, stillInFlight));
    step.size = 1;
    step.outstanding = false;
    this.#restartStep(now);
  }

  /** The endpoint comes back from an open circuit: a few calls first, then more with each success. */
  restart(): void {
    this.#limit = Math.max(1, this.#policy.restartShare * this.#limit);
  }

  #stepUp(now: number): void {
    const step = this.#step;
    const patience = 2 ** step.refused;
    step.successes += 1;
    if (step.successes < this.#policy.stepSuccesses * patience || now - step.since < this.#policy.stepMs * patience) {
      return;
    }
    if (step.outstanding) {
      step.refused = 0;
      step.size *= 2;
    }
    step.outstanding = true;
    this.#limit = Math.min(this.#policy.max, this.#limit + step.size);
    this.#ceiling = this.#limit;
    this.#restartStep(now);
  }

  #restartStep(now: number): void {
    this.#step.since = now;
    this.#step.successes = 0;
  }
}
