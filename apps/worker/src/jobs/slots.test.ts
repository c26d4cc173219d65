import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('refuses beyond its capacity, and takes each slot back once', () => {
  const slots = createSlots(2);
  const first = slots.tryAcquire();
  slots.tryAcquire();
  expect([slots.tryAcquire(), slots.active]).toEqual([null, 2]);
  first?.();
  first?.();
  expect(slots.active).toBe(1);
});

test('is idle whenever no slot is taken', async () => {
  const slots = createSlots(2);
  await slots.idle();
  const releases = [slots.tryAcquire(), slots.tryAcquire()];
  let idle = false;
  const waiting = slots.idle().then(() => {
    idle = true;
  });
  releases[0]?.();
  await Promise.resolve();
  expect(idle).toBe(false);
  releases[1]?.();
  await waiting;
  slots.tryAcquire();
  expect(await Promise.race([slots.idle().then(() => 'idle'), 'taken'])).toBe('taken');
});
