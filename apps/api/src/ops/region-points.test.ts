import { expect, it } from 'vitest';
import { toRegionPoints } from './region-points.ts';

const AT = Date.UTC(2026, 10, 26, 9);

const point = (minute: number, usd: number | null) => ({
  ...{ atMs: AT + minute * 60_000, depth: 1, oldest_age_s: 2, active_jobs: 3, workers: 4 },
  ...{ spent_usd: 99, credits_left: 7, region_usd: usd },
});
const spent = (...points: readonly ReturnType<typeof point>[]) =>
  toRegionPoints(points).map(({ spent_usd }) => spent_usd);

it('shows what a region spent in each minute, from one hour to the next and over gaps', () => {
  const points = [point(57, 1), point(58, 1.5), point(59, 1.5), point(60, 0.25), point(65, 0.75)];
  expect(spent(...points)).toEqual([1, 0.5, 0, 0.25, 0.5]);
});

it('says nothing of a minute that nobody could tell, nor of the one after it', () => {
  expect(spent(point(1, 1), point(2, null), point(3, 2), point(4, 2.5))).toEqual([1, null, null, 0.5]);
  // Of a release that did not count it.
  expect(spent(point(1, null), point(2, null))).toEqual([null, null]);
});

it('shows the rest of a minute as it was noted, and nothing that all regions share', () => {
  expect(toRegionPoints([point(0, 0)])).toEqual([
    { at: '2026-11-26T09:00:00.000Z', depth: 1, oldest_age_s: 2, active_jobs: 3, workers: 4, spent_usd: 0 },
  ]);
});
