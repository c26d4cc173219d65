export interface LatencyPolicy {
  /** A sample weighs the more, the longer ago the last one was: 1 − e^(−gap / timeConstant). */
  readonly timeConstantMs: number;
  /** Least weight of a sample, when they come fast. */
  readonly minWeight: number;
  /** Assumed latency of an endpoint never tried: the median of a small model on a short video. */
  readonly priorMs: number;
  /** With nothing in flight and no sample for this long, the estimate is forgotten and one call tries it again. */
  readonly staleMs: number;
}

/** Usual latency of one endpoint, overall and by size of work. */
export class LatencyEstimate {
  readonly #policy: LatencyPolicy;
  readonly #bySize = new Map<string, { ms: number; at: number }>();

  constructor(policy: LatencyPolicy) {
    this.#policy = policy;
  }

  /** A call took `ms`. */
  observe(ms: number, sizeBucket: string, now: number): void {
    const last = this.#bySize.get(sizeBucket);
    if (last === undefined) {
      this.#bySize.set(sizeBucket, { ms, at: now });
      return;
    }
    const weight = Math.max(this.#policy.minWeight, 1 - Math.exp(-(now - last.at) / this.#policy.timeConstantMs));
    last.ms += weight * (ms - last.ms);
    last.at = now;
  }

  /** A call was given up after `ms`: it would have taken at least that long. */
  observeAtLeast(ms: number, sizeBucket: string, now: number): void {
    const last = this.#bySize.get(sizeBucket);
    if (last === undefined || ms > last.ms) {
      this.observe(ms, sizeBucket, now);
    }
  }

  /** Null when nothing is known, or nothing recent and `idle`. */
  read(sizeBucket: string, now: number, idle: boolean): number | null {
    const known = this.#bySize.get(sizeBucket);
    if (known === undefined) {
      return null;
    }
    return idle && now - known.at > this.#policy.staleMs ? null : known.ms;
  }

  /** The slowest size of work, for deadlines that must suit any. */
  get slowestMs(): number {
    let slowest = 0;
    for (const { ms } of this.#bySize.values()) {
      slowest = Math.max(slowest, ms);
    }
    return slowest;
  }
}
