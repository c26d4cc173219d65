import { expect, it } from 'vitest';
import { moneyHistory } from './money-history.ts';

const START = Date.UTC(2026, 10, 26, 9);
const MINUTE_MS = 60_000;

const point = (minute: number, spentUsd: number | null, creditsLeft: number | null) => ({
  ...{ depth: 0, oldest_age_s: 0, active_jobs: 0, workers: 1, atMs: START + minute * MINUTE_MS },
  ...{ spent_usd: spentUsd, credits_left: creditsLeft, region_usd: null },
});

it('tells one story of the money, which every region has seen', () => {
  const money = moneyHistory([
    { region: 'r1', points: [point(0, 1, 50), point(1, null, null), point(3, null, 40)] },
    { region: 'r2', points: [point(0, 1.5, 48), point(2, 2, null)] },
  ]);
  expect(money).toEqual([
    { at: '2026-11-26T09:00:00.000Z', spent_usd: 1.5, credits_left: 48 },
    { at: '2026-11-26T09:02:00.000Z', spent_usd: 2, credits_left: null },
    { at: '2026-11-26T09:03:00.000Z', spent_usd: null, credits_left: 40 },
  ]);
});
