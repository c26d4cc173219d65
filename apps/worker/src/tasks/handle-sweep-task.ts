import type { Fleet } from '@sets/fleet';
import type { JobOps } from '@sets/jobs';
import type { Webhooks } from '@sets/webhooks';
import type { WorkerHandlers } from '../app.ts';
import { type SweepDeps, sweep } from '../sweep/sweep.ts';

/** Expired documents deleted per collection and call. Firestore's TTL does most of it; this bounds what it leaves. */
const CLEAN_UP_LIMIT = 500;

export interface SweepTaskDeps extends SweepDeps {
  readonly store: SweepDeps['store'] & {
    readonly ops: Pick<JobOps, 'cleanUp'>;
    readonly fleet: Pick<Fleet, 'cleanUp'>;
    readonly webhooks: Pick<Webhooks, 'cleanUp'>;
  };
}

/** The scheduler's call, once a minute. Tidying comes second: its failure must not make the scheduler call again. */
export function handleSweepTask(deps: SweepTaskDeps): WorkerHandlers['sweep'] {
  return async () => {
    const report = await sweep(deps);
    try {
      const { ops, fleet, webhooks } = deps.store;
      const deleted = {
        ...(await ops.cleanUp(CLEAN_UP_LIMIT)),
        ...(await fleet.cleanUp(CLEAN_UP_LIMIT)),
        webhook_deliveries: await webhooks.cleanUp(CLEAN_UP_LIMIT),
      };
      if (Object.values(deleted).some((count) => count > 0)) {
        deps.logger.info('Expired documents deleted', deleted);
      }
    } catch (error) {
      deps.logger.warn('Expired documents could not be deleted; the next call tries again', { error });
    }
    return { status: 200, body: report };
  };
}
