/** What is measured in real time, one figure at a time, because a compressed clock would magnify the machine. */
export interface DirectSamples {
  /** CPU µs of this process per call, one figure per batch; the batches of a number ran one after another. */
  readonly overhead: Readonly<Record<OverheadCaller, readonly number[]>>;
  /** From the rejection of a call to the start of the next, in ms. */
  readonly failoverMs: readonly number[];
}

/** `bareTimed`: with the timer and the AbortController that any caller needs. `empty`: the pool around nothing. */
export type OverheadCaller = 'bare' | 'bareTimed' | 'pooled' | 'empty';
