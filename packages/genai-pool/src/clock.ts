/** Time as the pool sees it. Everything that waits or compares times takes one, so that tests own time. */
export interface Clock {
  /** Milliseconds since the Unix epoch; read only to understand HTTP dates. */
  now(): number;
  /** Milliseconds that only ever grow; every duration and deadline in the pool is measured with it. */
  monotonic(): number;
  /** Runs `callback` after `ms`; the returned function cancels it. Timers never keep a process alive. */
  schedule(callback: () => void, ms: number): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(callback, ms) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Uniform in [0, 1). */
export type Random = () => number;
