import { createManualClock } from '@sets/clock/testing';
import { expect, test } from 'vitest';
import { createCongestionControl } from './congestion-control.ts';

test('each second of overload halves the rate, down to 1 %, and it recovers by 5 % a second', async () => {
  const clock = createManualClock();
  const congestion = createCongestionControl(clock);
  congestion.record('overloaded');
  congestion.record('overloaded');
  expect(congestion.factor()).toBe(0.5);
  for (let second = 0; second < 30; second += 1) {
    await clock.advanceAsync(1000);
    congestion.record('overloaded');
  }
  expect(congestion.factor()).toBeLessThan(0.06);
  expect(congestion.factor()).toBeGreaterThanOrEqual(0.01);
  const low = congestion.factor();
  await clock.advanceAsync(10_000);
  expect(congestion.factor()).toBeCloseTo(low + 0.5);
  await clock.advanceAsync(10_000);
  expect(congestion.factor()).toBe(1);
});

test('single errors do not slow the queue, a high rate of them does', () => {
  const clock = createManualClock();
  const mixed = createCongestionControl(clock);
  for (let n = 0; n < 100; n += 1) {
    mixed.record(n % 5 === 0 ? 'error' : 'ok');
  }
  expect(mixed.factor()).toBe(1);
  const failing = createCongestionControl(clock);
  for (let n = 0; n < 20; n += 1) {
    failing.record('error');
  }
  expect(failing.factor()).toBe(0.5);
});
