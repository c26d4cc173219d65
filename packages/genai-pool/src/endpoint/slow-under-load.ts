import { quantile } from '@sets/clock';

export interface SlownessPolicy {
  /** Answers that are looked at together: the median of fewer says little about lognormal latencies. */
  readonly batch: number;
  /** A batch is slow when its median is this many times the best one seen. */
  readonly slowRatio: number;
  /** A slow endpoint keeps this share of what it was given at once … */
  readonly decrease: number;
  /** … as long as that makes it quicker: to at most this share of the time that calls took before. */
  readonly helpedRatio: number;
}

export type SlownessVerdict =
  | { readonly kind: 'quick' }
  /** Calls take long while `level` of them are out: give it less. */
  | { readonly kind: 'slow'; readonly level: number }
  /** It is as slow with less to do: that was not the cause. */
  | { readonly kind: 'not_the_load' };

/** Where giving an endpoint less has not helped, calls may take so much longer from then on. */
const NEW_NORMAL = 1.5;

/**
 * Tells an endpoint that slows down under load, instead of refusing, from one that is just slow: only the first becomes
 * quicker when it is given less. Batches of answers of one size of work are compared with the best batch so far.
 */
export class SlowUnderLoad {
  readonly #policy: SlownessPolicy;
  readonly #batch: { readonly ms: number; readonly level: number }[] = [];
  #bestMs: number | null = null;
  #judgedAt = Number.NEGATIVE_INFINITY;
  /** What calls took before the endpoint was given less, until the next batch shows whether that has helped. */
  #beforeMs: number | null = null;

  constructor(policy: SlownessPolicy) {
    this.#policy = policy;
  }

  /** A call that began at `startedAt`, with `level` calls out then, took `ms` up to now, or was late after that. */
  observe({ ms, level, startedAt }: { ms: number; level: number; startedAt: number }): SlownessVerdict | null {
    // A call from before has not seen what the last verdict has changed.
    if (startedAt < this.#judgedAt) {
      return null;
    }
    this.#batch.push({ ms, level });
    if (this.#batch.length < this.#policy.batch) {
      return null;
    }
    const batch = this.#batch.splice(0);
    this.#judgedAt = startedAt + ms;
    const median = quantile(
      batch.map((call) => call.ms),
      0.5,
    );
    return this.#judge(median ?? 0, batch.reduce((sum, call) => sum + call.level, 0) / batch.length);
  }

  #judge(ms: number, level: number): SlownessVerdict {
    const { slowRatio, helpedRatio } = this.#policy;
    const before = this.#beforeMs;
    this.#beforeMs = null;
    this.#bestMs = Math.min(this.#bestMs ?? ms, ms);
    if (ms <= this.#bestMs * slowRatio) {
      return { kind: 'quick' };
    }
    if (before !== null && ms > before * helpedRatio) {
      this.#bestMs = Math.max(this.#bestMs, (NEW_NORMAL * ms) / slowRatio);
      return { kind: 'not_the_load' };
    }
    this.#beforeMs = ms;
    return { kind: 'slow', level };
  }
}
