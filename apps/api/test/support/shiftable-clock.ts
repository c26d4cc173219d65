import { type Clock, systemClock } from '@sets/service-kit';

/** Real time, and as much more as a test has skipped. Timers keep running at their real pace. */
export interface ShiftableClock extends Clock {
  skip(ms: number): void;
}

export function createShiftableClock(): ShiftableClock {
  let skipped = 0;
  return {
    now: () => systemClock.now() + skipped,
    monotonic: () => systemClock.monotonic() + skipped,
    schedule: systemClock.schedule,
    skip(ms) {
      skipped += ms;
    },
  };
}
