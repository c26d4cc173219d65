import type { JobStore } from '@sets/job-store';
import type { Logger } from '@sets/service-kit';
import type { RequestHandler } from 'express';

/** Jobs looked at per sweep; what is left waits for the next, a few seconds later. */
const SWEEP_LIMIT = 200;

export interface SweepDeps {
  readonly store: Pick<JobStore, 'sweepJobs'>;
  /** Where a queued job of a region belongs now. */
  readonly route: () => Promise<(region: string) => string>;
  readonly logger: Logger;
}

export async function sweep({ store, route, logger }: SweepDeps): ReturnType<JobStore['sweepJobs']> {
  const report = await store.sweepJobs({ limit: SWEEP_LIMIT, route: await route() });
  const { requeued, redispatched, ended } = report;
  if (requeued + redispatched + ended > 0) logger.info('The sweep found work that was owed', { ...report });
  return report;
}

/** The scheduler's call, once a minute. */
export function handleSweepTask(deps: SweepDeps): RequestHandler {
  return async (_request, response) => {
    response.json(await sweep(deps));
  };
}
