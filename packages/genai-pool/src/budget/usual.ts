import type { HedgePolicy } from './hedge.ts';
import { QuantileWindow } from './quantile-window.ts';

export interface LatePolicy {
  /** A call is late when it has been silent for this many times the live median of its size of work. */
  readonly times: number;
  /** Until `minimumSamples` answers are known, this is late. */
  readonly unknownMs: number;
  readonly minimumSamples: number;
  /** Nothing is late before this: with quick answers a busy machine is no sign of a sick endpoint. */
  readonly minMs: number;
}

/** The median follows a model that becomes slower everywhere within half of this many answers. */
const MEDIAN_OF = 50;
const TAIL_OF = 300;
/** Weight of one answer in the mean of tokens. */
const TOKENS_WEIGHT = 0.1;

/**
 * What calls of one model and one size of work usually take, over all its locations. Lateness goes by the median: a
 * slow home fills the upper quantiles with its own answers and would stretch a limit made of them.
 */
export class Usual {
  readonly #late: LatePolicy;
  readonly #hedge: HedgePolicy;
  readonly #median = new QuantileWindow(0.5, MEDIAN_OF);
  readonly #tail: QuantileWindow;
  #tokens: number | null = null;

  constructor({ late, hedge }: { readonly late: LatePolicy; readonly hedge: HedgePolicy }) {
    this.#late = late;
    this.#hedge = hedge;
    this.#tail = new QuantileWindow(hedge.quantile, TAIL_OF);
  }

  /** Answers only, the late ones too: what a given-up call would have taken is unknown. */
  observe(ms: number): void {
    this.#median.observe(ms);
    this.#tail.observe(ms);
  }

  observeTokens(tokens: number): void {
    this.#tokens = this.#tokens === null ? tokens : this.#tokens + TOKENS_WEIGHT * (tokens - this.#tokens);
  }

  get samples(): number {
    return this.#tail.count;
  }

  get medianMs(): number | null {
    return this.#median.value;
  }

  get tailMs(): number | null {
    return this.#tail.value;
  }

  /** Tokens that a call may be expected to cost; 0 before the first that told. */
  get tokens(): number {
    return this.#tokens ?? 0;
  }

  /** After this long a hedge is due; null while too little is known. */
  get slowMs(): number | null {
    const tail = this.#tail.value;
    return tail === null || this.samples < this.#hedge.minimumSamples ? null : Math.ceil(tail * this.#hedge.multiplier);
  }

  /** Whole milliseconds, as `slowMs`: timers of equal length share one list in Node, and new lists cost. */
  get lateMs(): number {
    const { times, unknownMs, minimumSamples, minMs } = this.#late;
    const median = this.#median.value;
    return median === null || this.samples < minimumSamples ? unknownMs : Math.ceil(Math.max(minMs, median * times));
  }
}
