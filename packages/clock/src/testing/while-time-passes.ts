import type { ManualClock } from './manual-clock.ts';

/**
 * The outcome of `work` that waits for answers which do not come. Time passes faster than any answer could: what is to
 * be answered must not be part of it.
 */
export async function whileTimePasses<T>(clock: ManualClock, work: Promise<T>, stepMs = 1_000): Promise<T> {
  let waiting = true;
  const done = (): void => {
    waiting = false;
  };
  work.then(done, done);
  while (waiting) {
    await clock.advanceAsync(stepMs);
  }
  return await work;
}
