import type { ManualClock } from '@sets/clock/testing';

const STEP_MS = 1_000;

/**
 * The outcome of `work` that waits for answers which do not come. Time passes faster than any answer could: what is to
 * be answered must not be part of it.
 */
export async function whileTimePasses<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let waiting = true;
  const done = (): void => {
    waiting = false;
  };
  work.then(done, done);
  while (waiting) {
    await clock.advanceAsync(STEP_MS);
  }
  return await work;
}
