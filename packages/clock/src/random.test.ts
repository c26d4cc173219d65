import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';

const draw = (seed: number | string, count = 5): number[] => Array.from({ length: count }, seededRandom(seed));

describe.each([7, 'a key'])('seeded with %j', (seed) => {
  it('draws the same again', () => {
    expect(draw(seed)).toEqual(draw(seed));
  });

  it('is uniform in [0, 1)', () => {
    const values = draw(seed, 100_000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const tenths = Object.values(Object.groupBy(values, (value) => Math.floor(value * 10)));
    // Ten standard deviations (95 each) around 10,000.
    expect(tenths.map((tenth) => Math.abs((tenth?.length ?? 0) - 10_000)).every((off) => off < 950)).toBe(true);
    expect(tenths).toHaveLength(10);
  });
});

it('shares nothing between keys that differ in one digit', () => {
  const first = (key: string): number => seededRandom(key)();
  expect(new Set(Array.from({ length: 1_000 }, (_, n) => first(`job/${n}`))).size).toBe(1_000);
});

it('keeps its draws: recorded workloads and reports rest on them', () => {
  expect(draw(7, 2)).toEqual([0.011704753153026104, 0.06195825757458806]);
  expect(draw('trace/1', 2)).toEqual([0.38780498621053994, 0.42962111299857497]);
});
