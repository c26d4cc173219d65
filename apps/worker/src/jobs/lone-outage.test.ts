import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createOutageWitnesses } from './lone-outage.ts';

it('has a witness where another post met an outage within two minutes', () => {
  const clock = createManualClock();
  const witnesses = createOutageWitnesses(clock);
  expect(witnesses.met('a')).toBe(false);
  expect(witnesses.met('a')).toBe(false);
  expect(witnesses.met('b')).toBe(true);
  clock.advance(120_000);
  expect(witnesses.met('a')).toBe(true);
  clock.advance(60_000);
  expect(witnesses.met('a')).toBe(false);
});
