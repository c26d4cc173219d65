import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createStepTimes } from './step-times.ts';

it('measures each step, also one that failed, and tells of it at once', async () => {
  const clock = createManualClock();
  const told: unknown[] = [];
  const times = createStepTimes(clock, (measured) => told.push(measured));
  times.set('queued', 12.4);
  expect(
    await times.measure('metadata', async () => {
      clock.advance(250.6);
      return 'post';
    }),
  ).toBe('post');
  const failing = times.measure('download', async () => {
    clock.advance(100);
    throw new Error('gone');
  });
  await expect(failing).rejects.toThrow('gone');
  times.mark('work');
  expect(told).toEqual([
    { queued: 12, metadata: 251 },
    { queued: 12, metadata: 251, download: 100 },
  ]);
  expect(times.read()).toEqual({ queued: 12, metadata: 251, download: 100, work: 351 });
});
