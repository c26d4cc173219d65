import { cleanUp, type JobStore } from '@sets/jobs';
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
  if (requeued + redispatched + ended > 0) {
    logger.info('The sweep found work that was owed', { ...report });
  }
  return report;
}

/** Expired documents deleted per collection and call. Firestore's TTL does most of it; this bounds what it leaves. */
const CLEAN_UP_LIMIT = 100;

export interface SweepTaskDeps extends SweepDeps {
  readonly store: Pick<JobStore, 'sweepJobs' | 'context'>;
}

/** The scheduler's call, once a minute. Tidying comes second: its failure must not make the scheduler call again. */
export function handleSweepTask(deps: SweepTaskDeps): RequestHandler {
  return async (_request, response) => {
    const report = await sweep(deps);
    try {
      const deleted = await cleanUp(deps.store.context, CLEAN_UP_LIMIT);
      if (Object.values(deleted).some((count) => count > 0)) {
        deps.logger.info('Expired documents deleted', deleted);
      }
    } catch (error) {
      deps.logger.warn('Expired documents could not be deleted; the next call tries again', { error });
    }
    response.json(report);
  };
}
