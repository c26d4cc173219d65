import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boundsAt } from './scaling-bounds.ts';

const at = (time: string): number => Date.parse(`2026-11-26T${time}Z`);
const NONE = { floor: null, ceiling: null, workerHours: 0 };
const LIMITS = {
  ...{ floor: 1, ceiling: 10, workerHoursPerDay: 40 },
  peaks: [
    { fromHour: 7, untilHour: 10, floor: 4 },
    { fromHour: 22, untilHour: 2, floor: 3 },
  ],
};

it.each([
  ['06:59:59', 1],
  ['07:00:00', 4],
  ['09:59:59', 4],
  ['10:00:00', 1],
  ['22:00:00', 3],
  ['01:59:59', 3],
  ['02:00:00', 1],
])('keeps at %s UTC at least %d', (time, floor) => {
  expect(boundsAt(at(time), LIMITS, NONE)).toEqual({ floor, ceiling: 10, usedUp: false });
});

it('keeps the least once the hours are used up, whatever the peak, and what an operator wants even then', () => {
  expect(boundsAt(at('08:00:00'), LIMITS, { ...NONE, workerHours: 40 })).toEqual({
    floor: 1,
    ceiling: 1,
    usedUp: true,
  });
  expect(boundsAt(at('08:00:00'), LIMITS, { ...NONE, floor: 6, workerHours: 40 })).toMatchObject({ floor: 6 });
});

it('never has a floor above its ceiling, an operator’s floor aside', () => {
  const count = fc.nat({ max: 50 });
  fc.assert(
    fc.property(fc.nat({ max: 86_399 }), count, count, fc.option(count), (second, floor, ceiling, decided) => {
      const limits = { ...LIMITS, floor, ceiling };
      const bounds = boundsAt(second * 1_000, limits, { ...NONE, ceiling: decided });
      expect(bounds.floor).toBeLessThanOrEqual(bounds.ceiling);
    }),
  );
});
