import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { sleep } from './sleep.ts';
import { createManualClock } from './testing/index.ts';

it('ends after its time, not before', async () => {
  const clock = createManualClock();
  let awake = false;
  const asleep = sleep(clock, 100).then(() => {
    awake = true;
  });
  await clock.advanceAsync(99);
  expect(awake).toBe(false);
  await clock.advanceAsync(1);
  await asleep;
});

it('leaves no listener on a signal that outlives it', async () => {
  const clock = createManualClock();
  const { signal } = new AbortController();
  const asleep = sleep(clock, 100, signal);
  await clock.advanceAsync(100);
  await asleep;
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('ends with its signal, and leaves no timer', async () => {
  const clock = createManualClock();
  const controller = new AbortController();
  const asleep = sleep(clock, 100, controller.signal);
  expect(clock.pendingTimers).toBe(1);
  controller.abort();
  await asleep;
  expect(clock.pendingTimers).toBe(0);
});

it.each([
  ['no time', 0, undefined],
  ['a signal that has aborted', 100, AbortSignal.abort()],
])('does not wait for %s', async (_, ms, signal) => {
  const clock = createManualClock();
  await sleep(clock, ms, signal);
  expect(clock.pendingTimers).toBe(0);
});
