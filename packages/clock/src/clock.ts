export interface TimerOptions {
  /** True lets the process end before the timer has fired. Default: the timer keeps it alive, as `setTimeout` does. */
  readonly unref?: boolean;
}

/** Cancels a timer; harmless once it has fired. */
export type CancelTimer = () => void;

/** Time as the system sees it. Everything that waits or compares times takes one, so that tests own time. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump, so it is for what is shown, stored or compared with dates. */
  now(): number;
  /** Milliseconds that only ever grow, from an arbitrary start; for durations and deadlines. */
  monotonic(): number;
  /** Runs `callback` once, after `ms`. */
  schedule(callback: () => void, ms: number, options?: TimerOptions): CancelTimer;
}

/** `setTimeout` fires at once when it is given more (2^31 - 1 ms, about 24.8 days). */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(callback, ms, { unref = false } = {}) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
    if (unref) {
      timer.unref();
    }
    return () => clearTimeout(timer);
  },
};

/** A wall clock that is off by `offsetMs`, as an instance's may be. Durations and timers are not affected. */
export const offsetClock = (clock: Clock, offsetMs: number): Clock => ({
  now: () => clock.now() + offsetMs,
  monotonic: () => clock.monotonic(),
  schedule: (callback, ms, options) => clock.schedule(callback, ms, options),
});
