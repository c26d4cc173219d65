import { quantileOfSorted } from '@sets/clock';

const RECOMPUTE_EVERY = 20;

/** A quantile over the last `size` samples, recomputed every few samples so that reading it costs nothing. */
export class QuantileWindow {
  readonly #samples: Float64Array;
  readonly #quantile: number;
  #count = 0;
  #next = 0;
  #sinceComputed = 0;
  #value: number | null = null;

  constructor(quantile: number, size = 200) {
    this.#quantile = quantile;
    this.#samples = new Float64Array(size);
  }

  get count(): number {
    return this.#count;
  }

  observe(sample: number): void {
    this.#samples[this.#next] = sample;
    this.#next = (this.#next + 1) % this.#samples.length;
    this.#count = Math.min(this.#samples.length, this.#count + 1);
    this.#sinceComputed += 1;
    if (this.#sinceComputed >= RECOMPUTE_EVERY) {
      this.#value = null;
    }
  }

  /** Null without samples. */
  get value(): number | null {
    if (this.#count === 0) {
      return null;
    }
    if (this.#value === null) {
      this.#value = quantileOfSorted(this.#samples.slice(0, this.#count).sort(), this.#quantile);
      this.#sinceComputed = 0;
    }
    return this.#value;
  }
}
