import type { Random } from '@sets/clock';

export interface CooldownPolicy {
  /** Bounds of what an upstream may ask for. */
  readonly minMs: number;
  readonly maxMs: number;
  /** A 429 without a hint: between one and two times this, doubling with every further burst of 429s … */
  readonly firstMs: number;
  /** … up to this. */
  readonly doublingMaxMs: number;
  /** A request waits in line for an endpoint whose cooldown ends within this; a longer one counts as out. */
  readonly maxWaitMs: number;
  /** A 429 uses up no try, but this many of one request are enough. */
  readonly maxPerRequest: number;
  /** How long a model that is not served at a location is left alone there, at most. */
  readonly notServedMs: number;
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
    if (hintMs === null) {
      const { firstMs, doublingMaxMs } = this.#policy;
      this.extend(now + Math.min(doublingMaxMs, firstMs * (1 + this.#random()) * 2 ** (this.#bursts - 1)));
    } else {
      this.onHint(hintMs, now);
    }
  }

  /** The upstream named a time; a 503 may do so too. */
  onHint(hintMs: number, now: number): void {
    const { minMs, maxMs } = this.#policy;
    this.extend(now + Math.min(maxMs, Math.max(minMs, hintMs)));
  }

  /** Doubling is for an upstream that refuses everything: a call that began after the burst before this one and was
   * answered shows that it does not. */
  onAnswer(startedAt: number): void {
    if (startedAt > this.#lastBurstStartedAt) {
      this.#bursts = 0;
    }
  }

  extend(until: number): void {
    this.#until = Math.max(this.#until, until);
  }
}
