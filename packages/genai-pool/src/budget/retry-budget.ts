export interface RetryPolicy {
  /** Each request earns this much of a repeat. */
  readonly share: number;
  /** Most repeats that can be saved up, and where the budget starts. */
  readonly burst: number;
  /** A repeat waits between one and two times this: the endpoint has only just failed. */
  readonly delayMs: number;
  /** Times at which to come back are put off by up to this share, so that those sent away do not return as one. */
  readonly jitter: number;
  /** Most repeats within one request. */
  readonly maxRepeats: number;
}

/** Bounds by how much the pool may amplify an outage: trying an endpoint a second time costs one token. */
export class RetryBudget {
  #tokens: number;
  readonly #share: number;
  readonly #burst: number;

  constructor(share: number, burst: number, initial = burst) {
    this.#share = share;
    this.#burst = burst;
    this.#tokens = initial;
  }

  get tokens(): number {
    return this.#tokens;
  }

  earn(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + this.#share);
  }

  spend(): boolean {
    // Shares such as 0.02 do not add up exactly in binary; fifty of them are meant to be one token.
    if (this.#tokens < 1 - 1e-9) {
      return false;
    }
    this.#tokens = Math.max(0, this.#tokens - 1);
    return true;
  }
}
