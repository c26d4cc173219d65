import { quantile } from '@sets/clock';

export interface SlownessPolicy {
  /** Answers that are looked at together: the median of fewer says little about lognormal latencies. */
  readonly batch: number;
  /** A batch is slow when its median is this many times the usual one. */
  readonly slowRatio: number;
  /** A limit that slowness has lowered is raised again only by batches below this many times the usual one. */
  readonly quickRatio: number;
  /** A slow endpoint keeps at least this share of what it was given at once … */
  readonly leastShare: number;
  /** … as long as that makes it quicker: to at most this share of the time that calls took before. */
  readonly helpedRatio: number;
}

/** A call that began at `startedAt`, with `level` calls out then, took `ms` to be answered just now. */
export interface TimedCall {
  readonly ms: number;
  readonly level: number;
  readonly startedAt: number;
}

export type SlownessVerdict =
  | { readonly kind: 'quick' }
  /** Calls take `times` as long as usual while `level` of them are out: give it less. */
  | { readonly kind: 'slow'; readonly level: number; readonly times: number }
  /** It is as slow with less to do: that was not the cause. */
  | { readonly kind: 'not_the_load' };

/** How fast the usual time follows; hardly, while a limit binds: what it then takes is what the limit makes of it. */
const FOLLOW = 0.1;
const FOLLOW_BOUND = 0.02;

/** Where giving an endpoint less has not helped, calls may take so much longer from then on. */
const NEW_NORMAL = 1.5;

/**
 * Tells an endpoint that slows down under load, instead of refusing, from one that is just slow: only the first becomes
 * quicker when it is given less. Batches of answers of one size of work are compared with what is usual. Calls that hang
 * are not answered, and say nothing about load.
 */
export class SlowUnderLoad {
  readonly #policy: SlownessPolicy;
  readonly #batch: { readonly ms: number; readonly level: number }[] = [];
  #usualMs: number | null = null;
  #judgedAt = Number.NEGATIVE_INFINITY;
  /** What calls took before the endpoint was given less, until the next batch shows whether that has helped. */
  #beforeMs: number | null = null;

  constructor(policy: SlownessPolicy) {
    this.#policy = policy;
  }

  /** `isBound`: slowness has lowered the limit already. */
  observe({ ms, level, startedAt }: TimedCall, isBound: boolean): SlownessVerdict | null {
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
    const meanLevel = batch.reduce((sum, call) => sum + call.level, 0) / batch.length;
    return this.#judge(median ?? 0, meanLevel, isBound);
  }

  #judge(ms: number, level: number, isBound: boolean): SlownessVerdict | null {
    const { slowRatio, quickRatio, helpedRatio } = this.#policy;
    const before = this.#beforeMs;
    this.#beforeMs = null;
    const usualMs = this.#follow(ms, isBound);
    if (ms <= usualMs * quickRatio) {
      return { kind: 'quick' };
    }
    if (before !== null && ms > before * helpedRatio) {
      this.#usualMs = Math.max(usualMs, (NEW_NORMAL * ms) / slowRatio);
      return { kind: 'not_the_load' };
    }
    if (ms <= usualMs * slowRatio) {
      return null;
    }
    this.#beforeMs = ms;
    return { kind: 'slow', level, times: ms / usualMs };
  }

  /** What is usual, with this batch in it unless that is far from it. */
  #follow(ms: number, isBound: boolean): number {
    const usualMs = this.#usualMs ?? ms;
    const weight = isBound && ms > usualMs ? FOLLOW_BOUND : FOLLOW;
    this.#usualMs = ms > usualMs * this.#policy.slowRatio ? usualMs : usualMs + weight * (ms - usualMs);
    return this.#usualMs;
  }
}
