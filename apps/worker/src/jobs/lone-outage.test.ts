import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createOutageWitnesses, freeWaits } from './lone-outage.ts';

it('counts the posts that met an outage within two minutes', () => {
  const clock = createManualClock();
  const witnesses = createOutageWitnesses(clock);
  expect(witnesses.met('a')).toBe(1);
  expect(witnesses.met('a')).toBe(1);
  expect(witnesses.met('b')).toBe(2);
  clock.advance(120_000);
  expect(witnesses.met('a')).toBe(2);
  clock.advance(60_000);
  expect(witnesses.met('a')).toBe(1);
});

it('lets the more posts meet it wait the longer for its end, and few of them not without end', () => {
  expect([1, 2, 3].map(freeWaits)).toEqual([20, 80, 180]);
});
