import { envInteger, envNumber } from '@sets/service-kit/config';
import type { z } from 'zod';
import type { SpendLimits } from '../spend/create-spend.ts';

/** What callers may make us spend. */
export const spendConfigShape = {
  BUDGET_CALLER_USD_PER_DAY: envNumber({ min: 0, max: 1_000_000 })
    .default(25)
    .describe('What the jobs of one caller may cost on one UTC day, in US dollars; 0: without bound.'),
  BUDGET_TOTAL_USD_PER_DAY: envNumber({ min: 0, max: 10_000_000 })
    .default(250)
    .describe('What the jobs of all callers together may cost on one UTC day, in US dollars; 0: without bound.'),
  BUDGET_JOB_USD: envNumber({ min: 0.000_001, max: 100 })
    .default(0.02)
    .describe('What a job counts for until it has ended and its true cost is known: a long video read twice.'),
  MAX_LIVE_JOBS_PER_CALLER: envInteger({ min: 0, max: 1_000_000 })
    .default(500)
    .describe('Jobs that one caller may have waiting or running at once; 0: without bound.'),
};

export type SpendConfig = z.output<z.ZodObject<typeof spendConfigShape>>;

export const spendLimitsOf = (config: SpendConfig): SpendLimits => ({
  callerUsd: config.BUDGET_CALLER_USD_PER_DAY,
  totalUsd: config.BUDGET_TOTAL_USD_PER_DAY,
  jobUsd: config.BUDGET_JOB_USD,
  liveJobs: config.MAX_LIVE_JOBS_PER_CALLER,
});
