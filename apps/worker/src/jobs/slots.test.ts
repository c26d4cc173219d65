import { setImmediate as turnOfEvents } from 'node:timers/promises';
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

test('lets those who were held back begin one after another, as room for them comes', async () => {
  const slots = createSlots(9);
  const { signal } = new AbortController();
  const begun: string[] = [];
  const take = (name: string) => {
    const release = slots.tryAcquire();
    void slots.quiet(1, signal).then(() => begun.push(name));
    return release;
  };
  const working = slots.tryAcquire();
  const releases = ['a', 'b', 'c', 'd'].map(take);
  await turnOfEvents();
  expect(begun).toEqual(['a']);
  working?.();
  await turnOfEvents();
  expect(begun).toEqual(['a', 'b']);
  releases[1]?.();
  releases[0]?.();
  await turnOfEvents();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

test('gives others the slot of one who is held back', async () => {
  const slots = createSlots(2);
  const [working] = [slots.tryAcquire(), slots.tryAcquire()];
  const held = slots.quiet(0, new AbortController().signal);
  expect(slots.tryAcquire()).not.toBeNull();
  expect([slots.tryAcquire(), slots.active]).toEqual([null, 3]);
  working?.();
  slots.tryAcquire()?.();
  expect(await Promise.race([held.then(() => 'begun'), turnOfEvents()])).not.toBe('begun');
});

test('holds nobody back whose signal has aborted', async () => {
  const slots = createSlots(9);
  slots.tryAcquire();
  slots.tryAcquire();
  const enough = new AbortController();
  const held = slots.quiet(0, enough.signal);
  enough.abort();
  await held;
  await slots.quiet(0, enough.signal);
  expect(slots.active).toBe(2);
});
