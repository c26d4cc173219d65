/** It was served there before, so it may be soon again; doubling. */
const FIRST_MS = 10_000;

/**
 * Whether a model is served at a location. One "not found" may be the word of a proxy or about one request: only when
 * a second, different request hears the same is the endpoint switched off, and asked again after a while.
 */
export class Served {
  readonly #longestMs: number;
  #hasAnswered = false;
  #timesOff = 0;
  #doubtedBy: object | null = null;
  #offUntil = Number.NEGATIVE_INFINITY;

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  isOff(now: number): boolean {
    return now < this.#offUntil;
  }

  /** Monotonic time; in the past when the endpoint is not switched off. */
  get offUntil(): number {
    return this.#offUntil;
  }

  /** `request` tells one request from another. True when this word switches the endpoint off. */
  onNotServed(request: object, now: number): boolean {
    const agreed = this.#doubtedBy !== null && this.#doubtedBy !== request;
    this.#doubtedBy ??= request;
    if (!agreed || this.isOff(now)) {
      return false;
    }
    const firstMs = this.#hasAnswered ? FIRST_MS : this.#longestMs;
    this.#offUntil = now + Math.min(this.#longestMs, firstMs * 2 ** this.#timesOff);
    this.#timesOff += 1;
    return true;
  }

  onAnswer(): void {
    this.#doubtedBy = null;
    this.#hasAnswered = true;
    this.#timesOff = 0;
  }
}
