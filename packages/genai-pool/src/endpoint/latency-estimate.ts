export interface LatencyPolicy {
  /** Weight of one answer: low, so that a single slow one moves no traffic. */
  readonly weight: number;
  /** Assumed latency of an endpoint never tried: the median of a small model on a short video. */
  readonly priorMs: number;
  /** Without a sample for this long the estimate is forgotten, and one call tries the endpoint again. */
  readonly staleMs: number;
}

/** Usual latency of one endpoint by size of work: answers only, the late ones too. */
export class LatencyEstimate {
  readonly #policy: LatencyPolicy;
  readonly #bySize = new Map<string, { ms: number; at: number }>();

  constructor(policy: LatencyPolicy) {
    this.#policy = policy;
  }

  /** `priorMs`: what was expected before the first sample. */
  observe(ms: number, size: string, { priorMs, now }: { priorMs: number; now: number }): void {
    const expected = this.read(size, now) ?? priorMs;
    this.#bySize.set(size, { ms: expected + this.#policy.weight * (ms - expected), at: now });
  }

  /** Null when nothing is known, or nothing recent. */
  read(size: string, now: number): number | null {
    const known = this.#bySize.get(size);
    return known === undefined || now - known.at > this.#policy.staleMs ? null : known.ms;
  }

  /** Of the slowest size of work; null before the first answer. */
  get slowestMs(): number | null {
    let slowest: number | null = null;
    for (const { ms } of this.#bySize.values()) {
      slowest = Math.max(slowest ?? 0, ms);
    }
    return slowest;
  }
}
