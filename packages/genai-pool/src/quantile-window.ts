const RECOMPUTE_EVERY = 10;

/** A quantile over the last `size` samples, recomputed every few samples so that reading it costs nothing. */
export class QuantileWindow {
  readonly #samples: number[] = [];
  readonly #size: number;
  readonly #quantile: number;
  #next = 0;
  #sinceComputed = 0;
  #value: number | null = null;

  constructor(quantile: number, size = 200) {
    this.#quantile = quantile;
    this.#size = size;
  }

  get count(): number {
    return this.#samples.length;
  }

  observe(sample: number): void {
    this.#samples[this.#next] = sample;
    this.#next = (this.#next + 1) % this.#size;
    this.#sinceComputed += 1;
    if (this.#sinceComputed >= RECOMPUTE_EVERY) this.#value = null;
  }

  /** Null without samples. */
  get value(): number | null {
    if (this.#samples.length === 0) return null;
    if (this.#value === null) {
      const sorted = Float64Array.from(this.#samples).sort();
      this.#value = sorted[Math.min(sorted.length - 1, Math.floor(this.#quantile * sorted.length))] ?? null;
      this.#sinceComputed = 0;
    }
    return this.#value;
  }
}
