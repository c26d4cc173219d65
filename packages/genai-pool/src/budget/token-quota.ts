/** What a project may use, as Google grants it. */
export interface QuotaPolicy {
  readonly model: string;
  /** Only at this location; without it all locations of the model draw on one quota. */
  readonly location?: string;
  /** Input and output together. */
  readonly tokensPerMinute: number;
}

const MINUTE_MS = 60_000;
/** A quota may be used in bursts of this much of a minute: more could meet two of the upstream's minutes in one. */
const BURST_MS = 10_000;

/** Tokens flow in by fractions that may add up to a hair less than is meant. */
const HAIR = 1e-6;

/**
 * This instance's share of a quota in tokens per minute. A call takes its estimate before it starts, and the
 * difference is settled when the answer tells what it really cost.
 */
export class TokenQuota {
  readonly policy: QuotaPolicy;
  #share = 1;
  #tokens: number;
  #refilledAt: number;

  constructor(policy: QuotaPolicy, now: number) {
    this.policy = policy;
    this.#tokens = this.#burst;
    this.#refilledAt = now;
  }

  /** The share of the project's quota that is this instance's: 1 over the number of live instances. */
  setShare(share: number, now: number): void {
    this.#refill(now);
    this.#share = share;
    this.#tokens = Math.min(this.#tokens, this.#burst);
  }

  /** Time until a call of `estimate` tokens may start; one larger than the burst starts when the burst is full. */
  waitMs(estimate: number, now: number): number {
    this.#refill(now);
    const missing = Math.min(estimate, this.#burst) - this.#tokens;
    return missing <= HAIR ? 0 : missing / this.#perMs;
  }

  take(estimate: number, now: number): void {
    this.#refill(now);
    this.#tokens -= estimate;
  }

  /** `actual` is 0 for a call that was refused: it cost nothing. */
  settle(estimate: number, actual: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + estimate - actual);
  }

  get #perMs(): number {
    return (this.policy.tokensPerMinute * this.#share) / MINUTE_MS;
  }

  get #burst(): number {
    return this.#perMs * BURST_MS;
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#refilledAt) * this.#perMs);
    this.#refilledAt = now;
  }
}
