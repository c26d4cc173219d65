import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantile, quantileOfSorted } from './quantile.ts';

const fill = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

it.each([
  [[], 0.5, null],
  [[3], 0, 3],
  [[3], 1, 3],
  [[2, 1], 0.5, 1],
  [[2, 1], 0.51, 2],
  [[10, 9, 1], 1, 10],
  [fill(20), 0.95, 19],
  // 0.55 * 100 is 55.00000000000001.
  [fill(100), 0.55, 55],
  [[1, Number.POSITIVE_INFINITY], 0.95, Number.POSITIVE_INFINITY],
])('of %j at %d is %d', (values, q, expected) => {
  expect(quantile(values, q)).toBe(expected);
});

it('is the smallest value that at least this share does not exceed', () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (sample, percent) => {
      const covers = (value: number): boolean =>
        sample.filter((other) => other <= value).length * 100 >= percent * sample.length;
      const expected = Math.min(...sample.filter(covers));
      expect(quantile(sample, percent / 100)).toBe(expected);
    }),
  );
});

it('leaves the sample as it is', () => {
  const sample = [3, 1, 2];
  quantile(sample, 0.5);
  expect(sample).toEqual([3, 1, 2]);
  expect(quantileOfSorted(Float64Array.of(1, 2, 3), 0.5)).toBe(2);
});

it.each([95, -0.1, Number.NaN])('is not asked for at %d', (q) => {
  expect(() => quantile([1], q)).toThrow(RangeError);
});
