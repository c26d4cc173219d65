import { payerOf, type Spend } from '@sets/callers';
import { DAY_MS, isoTime } from '@sets/clock';
import { DEFAULT_JOB_POLICY } from '@sets/jobs';
import type { ApiConfig } from '../config.ts';
import type { ApiHandlers } from '../http/api-handlers.ts';

export interface UsageHandlersDeps {
  readonly config: Pick<ApiConfig, 'RATE_LIMIT_REQUESTS' | 'RATE_LIMIT_WINDOW_S'>;
  readonly spend: Spend;
}

export function usageHandlers({ config, spend }: UsageHandlersDeps): ApiHandlers<'getUsage' | 'getOpsUsage'> {
  const { limits } = spend;
  return {
    async getUsage({ caller }) {
      const { day, spentUsd, jobs, liveJobs, hits } = await spend.usage(payerOf(caller));
      return {
        status: 200,
        body: {
          ...{ day, resets_at: dayAfter(day), spent_usd: rounded(spentUsd), jobs, live_jobs: liveJobs, hits },
          ...budget(limits.callerUsd, spentUsd),
          limits: {
            requests: {
              quota: caller.rateLimit ?? config.RATE_LIMIT_REQUESTS,
              window_s: config.RATE_LIMIT_WINDOW_S,
            },
            live_jobs: limits.liveJobs === 0 ? null : limits.liveJobs,
            job_reserve_usd: limits.jobUsd,
            job_model_calls: DEFAULT_JOB_POLICY.maxModelCalls,
            force_refresh_min_age_s: DEFAULT_JOB_POLICY.forceRefreshMinAgeMs / 1_000,
          },
        },
      };
    },

    async getOpsUsage({ query }) {
      const [total, payers] = await Promise.all([spend.total(), spend.payers(query.limit)]);
      return {
        status: 200,
        body: {
          ...{ day: total.day, resets_at: dayAfter(total.day) },
          total: {
            ...{ spent_usd: rounded(total.spentUsd), jobs: total.jobs, used_up: total.usedUp },
            ...budget(limits.totalUsd, total.spentUsd),
          },
          payers: payers.map(({ payer, spentUsd, jobs, liveJobs, hits }) => ({
            ...{ payer, spent_usd: rounded(spentUsd), jobs, live_jobs: liveJobs, hits },
          })),
        },
      };
    },
  };
}

/** To a millionth of a dollar: sums of binary fractions show more digits than there are. */
const rounded = (usd: number): number => Math.round(usd * 1_000_000) / 1_000_000;

const dayAfter = (day: string): string => isoTime(Date.parse(`${day}T00:00:00Z`) + DAY_MS);

const budget = (limitUsd: number, spentUsd: number) =>
  limitUsd === 0
    ? { budget_usd: null, left_usd: null }
    : { budget_usd: limitUsd, left_usd: rounded(Math.max(0, limitUsd - spentUsd)) };
