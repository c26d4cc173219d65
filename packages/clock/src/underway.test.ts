import { expect, it } from 'vitest';
import { createManualClock } from './testing/index.ts';
import { createUnderway } from './underway.ts';

it('waits for what has not ended, failures too, and no longer than it may', async () => {
  const clock = createManualClock();
  const underway = createUnderway();
  expect(await underway.ended(clock, 500)).toBe(true);
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  underway.add(first.promise);
  underway.add(second.promise);
  const ended = underway.ended(clock, 500);
  first.resolve();
  second.reject(new Error('closed'));
  expect(await ended).toBe(true);
  expect([underway.count, clock.pendingTimers]).toEqual([0, 0]);

  underway.add(Promise.withResolvers<void>().promise);
  const late = underway.ended(clock, 500);
  await clock.advanceAsync(500);
  expect(await late).toBe(false);
});
