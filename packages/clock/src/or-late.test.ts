import { expect, it } from 'vitest';
import { orLate } from './or-late.ts';
import { createManualClock } from './testing/index.ts';

it('is the answer, and leaves no timer', async () => {
  const clock = createManualClock();
  expect(await orLate(clock, Promise.resolve(7), 100)).toBe(7);
  expect(clock.pendingTimers).toBe(0);
});

it('fails as the answer does', async () => {
  const clock = createManualClock();
  await expect(orLate(clock, Promise.reject(new Error('no')), 100)).rejects.toThrow('no');
  expect(clock.pendingTimers).toBe(0);
});

it('waits so long and no longer, and ignores what fails later', async () => {
  const clock = createManualClock();
  const { promise, reject } = Promise.withResolvers<number>();
  const asked = orLate(clock, promise, 100);
  clock.advance(100);
  expect(await asked).toBeUndefined();
  reject(new Error('too late to matter'));
  await Promise.resolve();
});
