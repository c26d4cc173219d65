/**
 * Whether a model is served at a location. One "not found" may be the word of a proxy or about one request: only when
 * a second, different request hears the same is the endpoint switched off, and asked again after a while.
 */
export class Served {
  readonly #offMs: number;
  #doubtedBy: object | null = null;
  #offUntil = Number.NEGATIVE_INFINITY;

  constructor(offMs: number) {
    this.#offMs = offMs;
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
    this.#offUntil = now + this.#offMs;
    return true;
  }

  onAnswer(): void {
    this.#doubtedBy = null;
  }
}
