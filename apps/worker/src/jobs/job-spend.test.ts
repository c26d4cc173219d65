import type { Spent } from '@sets/jobs';
import { expect, it } from 'vitest';
import { createJobSpend } from './job-spend.ts';

it('adds models, credits and staged bytes to what earlier attempts cost', () => {
  const seen: Spent[] = [];
  const grown: number[] = [];
  const earlier = { usd: 0.01, scraper_credits: 1, staged_bytes: 5 };
  const spend = createJobSpend(earlier, { scraperCreditUsd: 0.002, stagedGibUsd: 1 }, (spent, usd) => {
    seen.push(spent);
    grown.push(usd);
  });
  spend.scraperCredit();
  spend.models(0.003);
  // The sum of the models, not another call.
  spend.models(0.004);
  spend.staged(1_024 ** 3 / 2);
  expect(seen.map(({ usd }) => usd.toFixed(3))).toEqual(['0.012', '0.015', '0.016', '0.516']);
  expect(grown.map((usd) => usd.toFixed(3))).toEqual(['0.002', '0.003', '0.001', '0.500']);
  expect(seen.at(-1)).toMatchObject({ scraper_credits: 2, staged_bytes: 5 + 1_024 ** 3 / 2 });
});
