import { callerUsageSchema, opsUsageQuerySchema, opsUsageSchema } from '../usage.ts';
import { lever } from './lever.ts';
import { defineRoutes } from './route.ts';

const spent = { spent_usd: 1.284, jobs: 214, live_jobs: 3, hits: 1_840 };
const day = { day: '2026-11-26', resets_at: '2026-11-27T00:00:00.000Z' };

export const usageRoutes = defineRoutes({
  getUsage: {
    method: 'GET',
    path: '/v1/usage',
    tag: 'usage',
    summary: 'What your jobs have cost today, what is left of your budget, and your limits',
    right: 'caller',
    responses: {
      200: {
        description: 'Your day so far.',
        schema: callerUsageSchema,
        example: {
          ...{ ...day, ...spent, budget_usd: 25, left_usd: 23.716 },
          limits: {
            requests: { quota: 50, window_s: 60 },
            ...{ live_jobs: 500, job_reserve_usd: 0.02, job_model_calls: 6, force_refresh_min_age_s: 600 },
          },
        },
      },
    },
    problems: ['storage_unavailable'],
  },

  getOpsUsage: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/usage',
    summary: 'What the jobs of all callers have cost today, and whose they were',
    query: opsUsageQuerySchema,
    responses: {
      200: {
        description: 'The day so far.',
        schema: opsUsageSchema,
        example: {
          ...day,
          total: { spent_usd: 17.9, jobs: 3_021, budget_usd: 250, left_usd: 232.1, used_up: false },
          payers: [{ payer: 'mobile-backend', ...spent }],
        },
      },
    },
    problems: ['storage_unavailable'],
  },
});
