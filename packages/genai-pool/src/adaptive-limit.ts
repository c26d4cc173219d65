export interface AdaptiveLimitPolicy {
  /** Most calls in flight to one endpoint, and where the limit starts. */
  readonly max: number;
  /** Share of the limit that an endpoint restarts with after its circuit closes (slow ramp), at least 1. */
  readonly restartShare: number;
  /** After a 429 the limit becomes this share of what was still in flight, i.e. of what the upstream carried. */
  readonly decrease: number;
  /** One burst of 429s lowers the limit at most to this share of itself. */
  readonly episodeFloor: number;
  /** At the last known ceiling, one step beyond it is tried at most this often … */
  readonly stepMs: number;
  /** … and only after this many successes, so that the steps' own 429s stay well below 2 % of calls. */
  readonly stepSuccesses: number;
}

/**
 * Additive increase, multiplicative decrease on 429, floor 1. Below the last known ceiling the limit grows with each
 * success; at the ceiling it probes one step at a time, and doubles the step while steps hold.
 */
export class AdaptiveLimit {
  #limit: number;
  #ceiling: number;
  #episode = { startedAt: Number.NEGATIVE_INFINITY, startLimit: 0 };
  #step = { size: 1, heldSince: 0, successes: 0 };
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

  /** `inFlight` includes the call that has just succeeded; growth needs a limit that binds. */
  onSuccess(inFlight: number, now: number): void {
    this.#step.successes += 1;
    if (inFlight < 0.8 * this.current || this.#limit >= this.#policy.max) return;
    if (this.#limit < this.#ceiling) {
      this.#limit = Math.min(this.#ceiling, this.#limit + 0.5);
      if (this.#limit === this.#ceiling) this.#holdCeiling(now);
      return;
    }
    const step = this.#step;
    if (step.successes < this.#policy.stepSuccesses || now - step.heldSince < this.#policy.stepMs) return;
    this.#limit = Math.min(this.#policy.max, this.#limit + step.size);
    this.#ceiling = this.#limit;
    step.size *= 2;
    this.#holdCeiling(now);
  }

  /**
   * A 429. `stillInFlight` excludes the rejected call; `startedAt` is when that call began: rejections of calls that
   * began before the last decrease belong to the same burst.
   */
  onRejected(stillInFlight: number, startedAt: number, now: number): void {
    if (startedAt > this.#episode.startedAt) this.#episode = { startedAt: now, startLimit: this.#limit };
    const carried = Math.round(this.#policy.decrease * stillInFlight);
    const floor = Math.max(1, Math.floor(this.#policy.episodeFloor * this.#episode.startLimit));
    this.#limit = Math.max(floor, Math.min(this.#limit, carried));
    this.#ceiling = Math.max(this.#limit, Math.min(this.#ceiling, stillInFlight));
    this.#step.size = 1;
    this.#holdCeiling(now);
  }

  /** The endpoint comes back from an open circuit: a few calls first, then more with each success. */
  restart(): void {
    this.#limit = Math.max(1, this.#policy.restartShare * this.#limit);
  }

  #holdCeiling(now: number): void {
    this.#step.heldSince = now;
    this.#step.successes = 0;
  }
}
