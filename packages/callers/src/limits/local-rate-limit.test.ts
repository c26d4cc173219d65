import { createManualClock } from '@sets/clock/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLocalRateLimit } from './local-rate-limit.ts';

const WINDOW_MS = 60_000;

it('admits the quota, says what is left and when more will be, and keeps the word', () => {
  const clock = createManualClock(WINDOW_MS * 1_000 + 15_000);
  const limit = createLocalRateLimit({ clock, windowMs: WINDOW_MS });
  const take = () => limit.take('ada', { quota: 3, cost: 1 });
  expect(take()).toEqual({ admitted: true, remaining: 2, resetS: 45, retryAfterS: 0 });
  expect([take(), take()].map(({ remaining }) => remaining)).toEqual([1, 0]);
  // A third of the full window must have slid out of sight: 45 s to its end, and 20 s of the next.
  expect(take()).toEqual({ admitted: false, remaining: 0, resetS: 45, retryAfterS: 65 });
  expect(limit.take('bob', { quota: 3, cost: 1 })).toMatchObject({ admitted: true, remaining: 2 });
  clock.advance(64_999);
  expect(take().admitted).toBe(false);
  clock.advance(1);
  expect([take().admitted, take().admitted]).toEqual([true, false]);
});

it('what costs more than the whole quota is never admitted', () => {
  const limit = createLocalRateLimit({ clock: createManualClock(), windowMs: WINDOW_MS });
  expect(limit.take('ada', { quota: 3, cost: 4 })).toMatchObject({ admitted: false, retryAfterS: Infinity });
});

const steps = fc.array(
  fc.record({ waitMs: fc.integer({ min: 0, max: 50_000 }), cost: fc.integer({ min: 1, max: 5 }) }),
  { minLength: 1, maxLength: 200 },
);

it('admits less than twice the quota in any stretch of one window, wherever it begins', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 5, max: 20 }), (asked, quota) => {
      const clock = createManualClock();
      const limit = createLocalRateLimit({ clock, windowMs: WINDOW_MS });
      const admitted: { at: number; cost: number }[] = [];
      for (const { waitMs, cost } of asked) {
        clock.advance(waitMs);
        if (limit.take('ada', { quota, cost }).admitted) {
          admitted.push({ at: clock.now(), cost });
        }
      }
      for (const { at: from } of admitted) {
        const inWindow = admitted.filter(({ at }) => at >= from && at < from + WINDOW_MS);
        expect(inWindow.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThan(2 * quota);
      }
    }),
  );
});

it('is right about when to come again', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 5, max: 20 }), (asked, quota) => {
      const clock = createManualClock();
      const limit = createLocalRateLimit({ clock, windowMs: WINDOW_MS });
      for (const { waitMs, cost } of asked) {
        clock.advance(waitMs);
        const verdict = limit.take('ada', { quota, cost });
        if (!verdict.admitted) {
          clock.advance(verdict.retryAfterS * 1_000);
          expect(limit.take('ada', { quota, cost }).admitted).toBe(true);
        }
      }
    }),
  );
});

it('keeps so many keys and no more, however many there are', () => {
  const limit = createLocalRateLimit({ clock: createManualClock(), windowMs: WINDOW_MS });
  for (let caller = 0; caller < 1_000_000; caller += 1) {
    limit.take(`caller-${caller}`, { quota: 1, cost: 1 });
  }
  expect(limit.keys).toBe(50_000);
});

it('takes a wall clock that was set back for a window of its own', () => {
  const times = [WINDOW_MS * 10, WINDOW_MS * 10, WINDOW_MS * 9, WINDOW_MS * 10];
  const limit = createLocalRateLimit({ clock: { now: () => times.shift() ?? 0 }, windowMs: WINDOW_MS });
  const take = () => limit.take('ada', { quota: 1, cost: 1 }).admitted;
  expect([take(), take(), take(), take()]).toEqual([true, false, true, false]);
});
