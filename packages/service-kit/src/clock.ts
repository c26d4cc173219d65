/** Time as the system sees it. Everything that waits or compares times takes one, so that tests own time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds that only ever grow; for durations. */
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

/** A wall clock that is off by `offsetMs`, as an instance's may be. Durations and timers are not affected. */
export const offsetClock = (clock: Clock, offsetMs: number): Clock => ({
  ...clock,
  now: () => clock.now() + offsetMs,
});

/** Uniform in [0, 1). */
export type Random = () => number;
