import type { Random } from '../clock.ts';

export interface CooldownPolicy {
  /** Bounds of what an upstream may ask for. */
  readonly minMs: number;
  readonly maxMs: number;
  /** Without a hint: between one and two times this, doubling with every further burst of 429s … */
  readonly firstMs: number;
  /** … up to this. */
  readonly doublingMaxMs: number;
  /** A request waits in line for a cooldown after a 429 that ends within this; a job queue would not be back sooner. */
  readonly maxWaitMs: number;
  /** A 404 means that the model is not served there; ask again after this long. */
  readonly notFoundMs: number;
}

/** Until when an endpoint asked to be left alone. The deadline only ever extends. */
export class Cooldown {
  #until = Number.NEGATIVE_INFINITY;
  #burstStartedAt = Number.NEGATIVE_INFINITY;
  #lastBurstStartedAt = Number.NEGATIVE_INFINITY;
  #bursts = 0;
  readonly #policy: CooldownPolicy;
  readonly #random: Random;

  constructor(policy: CooldownPolicy, random: Random) {
    this.#policy = policy;
    this.#random = random;
  }

  /** Monotonic time; in the past when there is no cooldown. */
  get until(): number {
    return this.#until;
  }

  /** A 429 of a call that began at `startedAt`; `hintMs` is what the upstream asked for, if it did. */
  onRateLimited(hintMs: number | null, startedAt: number, now: number): void {
    if (startedAt > this.#burstStartedAt) {
      this.#lastBurstStartedAt = this.#burstStartedAt;
      this.#burstStartedAt = now;
      this.#bursts = Math.min(this.#bursts + 1, 30);
    }
    const { minMs, maxMs, firstMs, doublingMaxMs } = this.#policy;
    const unasked = Math.min(doublingMaxMs, firstMs * (1 + this.#random()) * 2 ** (this.#bursts - 1));
    this.#extend(now + (hintMs === null ? unasked : Math.min(maxMs, Math.max(minMs, hintMs))));
  }

  onNotFound(now: number): void {
    this.#extend(now + this.#policy.notFoundMs);
  }

  /** Doubling is for an upstream that refuses everything: a call that began after the burst before this one and was
   * answered shows that it does not. */
  onSuccess(startedAt: number): void {
    if (startedAt > this.#lastBurstStartedAt) {
      this.#bursts = 0;
    }
  }

  #extend(until: number): void {
    this.#until = Math.max(this.#until, until);
  }
}
