import { z } from 'zod';
import { decimal } from './decimal.ts';

const usd = () => z.number().nonnegative();
const count = () => z.number().int().nonnegative();
const day = () => z.iso.date().describe('The UTC day.');
const resetsAt = () => z.iso.datetime().describe('When the next day begins, with whole budgets.');

const spentSchema = z.object({
  spent_usd: usd().describe('What ended jobs cost, and what live ones have reserved.'),
  jobs: count().describe('Jobs that were made; answers from what was known and joins are none.'),
  live_jobs: count(),
  hits: count().describe('Answers from what was known, which cost nothing; stored now and then.'),
});

export const callerUsageSchema = spentSchema
  .extend({
    day: day(),
    resets_at: resetsAt(),
    budget_usd: usd().nullable().describe('Null: without bound.'),
    left_usd: usd().nullable(),
    limits: z.object({
      requests: z.object({ quota: count(), window_s: count() }).describe('What may start work or change something.'),
      live_jobs: count().nullable().describe('Jobs that may be under way at once; null: without bound.'),
      job_reserve_usd: usd().describe('What a job counts for until its true cost is known.'),
      job_model_calls: count().describe('Model calls that one job may make, over all its attempts.'),
      force_refresh_min_age_s: count().describe('A younger result is not extracted again on request.'),
    }),
  })
  .meta({ id: 'CallerUsage', description: "The caller's own day." });

export const opsUsageQuerySchema = z.strictObject({
  limit: decimal({ min: 1, max: 100 }).default(50).describe('Payers shown.'),
});

export const opsUsageSchema = z
  .object({
    day: day(),
    resets_at: resetsAt(),
    total: z.object({
      spent_usd: usd(),
      jobs: count(),
      budget_usd: usd().nullable().describe('Null: without bound.'),
      left_usd: usd().nullable(),
      used_up: z.boolean().describe('No job can be paid any more today.'),
    }),
    payers: z
      .array(spentSchema.extend({ payer: z.string() }))
      .describe('Whoever spent most first. `net_…` is a network that callers without a name come from.'),
  })
  .meta({ id: 'OpsUsage' });
