import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

function start() {
  const clock = createManualClock();
  const pace = createPace({ clock, firstByteMs: 5_000, windowMs: 5_000, minBytesPerS: 100 });
  const isLate = (afterMs: number): boolean => {
    clock.advance(afterMs);
    return pace.signal.aborted;
  };
  return { pace, isLate };
}

it('waits five seconds for the first byte', () => {
  const { isLate } = start();
  expect([isLate(4_999), isLate(1)]).toEqual([false, true]);
});

it('goes on as long as each window brings its part', () => {
  const { pace, isLate } = start();
  const seen: boolean[] = [];
  for (const bytes of [500, 501, 10_000, 499]) {
    pace.received(bytes);
    seen.push(isLate(5_000));
  }
  expect(seen).toEqual([false, false, false, true]);
});

it('does not hold against the server what is slow here', () => {
  const { pace, isLate } = start();
  pace.received(1);
  pace.working(true);
  expect(isLate(20_000)).toBe(false);
  pace.working(false);
  expect(isLate(5_000)).toBe(true);
});

it('is over when it is stopped', () => {
  const { pace, isLate } = start();
  pace.received(1);
  pace.stop();
  expect(isLate(60_000)).toBe(false);
});
