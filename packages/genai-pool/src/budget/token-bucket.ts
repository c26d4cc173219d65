/** A token earned in fractions may come out a hair short of one. */
const ONE = 1 - 1e-6;

/** Refills one token per interval; its size is given on each call because the pool's burst follows its limit. */
export class TokenBucket {
  #tokens: number;
  #refilledAt: number;
  readonly #intervalMs: number;

  constructor(intervalMs: number, burst: number, now: number) {
    this.#intervalMs = intervalMs;
    this.#tokens = burst;
    this.#refilledAt = now;
  }

  /** `leaving`: so many must be there afterwards. */
  take(burst: number, now: number, leaving = 0): boolean {
    this.#refill(burst, now);
    if (this.#tokens < ONE + leaving) {
      return false;
    }
    this.#tokens = Math.max(0, this.#tokens - 1);
    return true;
  }

  /** Time until a token is there; 0 when one is. */
  waitMs(burst: number, now: number): number {
    this.#refill(burst, now);
    return this.#tokens >= ONE ? 0 : (1 - this.#tokens) * this.#intervalMs;
  }

  #refill(burst: number, now: number): void {
    if (this.#intervalMs <= 0) {
      this.#tokens = burst;
      return;
    }
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#refilledAt) / this.#intervalMs);
    this.#refilledAt = now;
  }
}
