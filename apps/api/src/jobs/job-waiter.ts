import type { Clock } from '@sets/clock';
import type { Job } from '@sets/contract';
import { bodyOfView, type JobView, type JobViews } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';

export interface JobWaiterDeps {
  readonly store: { readonly views: Pick<JobViews, 'watch'> };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Requests that may wait at once (MAX_DIRECT_PROCESSING). */
  readonly capacity: number;
}

export interface Waited {
  readonly job: Job;
  /** Null when there is nothing to wait for. */
  readonly view: JobView | null;
}

export interface JobWaiter {
  /**
   * The job once it has ended, or as it is after `waitS` seconds. At capacity, or when the listener breaks, the job
   * as given: waiting is a preference, polling always works. `applied` tells which it was.
   */
  wait(accepted: Waited, waitS: number, signal: AbortSignal): Promise<{ readonly job: Job; readonly applied: boolean }>;
  readonly waiting: number;
  /** Ends every wait at once and allows no more: an answer before the shutdown is worth more than the rest of the wait. */
  stop(): void;
}

export function createJobWaiter({ store, clock, logger, capacity }: JobWaiterDeps): JobWaiter {
  let waiting = 0;
  const stopped = new AbortController();
  return {
    async wait({ job, view }, waitS, signal) {
      if (job.done || view === null) {
        return { job, applied: waitS > 0 };
      }
      if (waitS === 0 || waiting >= capacity || signal.aborted || stopped.signal.aborted) {
        return { job, applied: false };
      }
      waiting += 1;
      const timeout = new AbortController();
      const cancel = clock.schedule(() => timeout.abort(), waitS * 1_000);
      try {
        const until = AbortSignal.any([timeout.signal, signal, stopped.signal]);
        const last = await store.views.watch(view, { signal: until });
        const seen = last === null ? job : bodyOfView(last);
        return { job: seen, applied: seen.done || !stopped.signal.aborted };
      } catch (error) {
        logger.warn('A wait ended early', { error });
        return { job, applied: false };
      } finally {
        cancel();
        // Ends the combined signal, which `stopped` would otherwise keep as long as the process lives.
        timeout.abort();
        waiting -= 1;
      }
    },
    get waiting() {
      return waiting;
    },
    stop: () => stopped.abort(),
  };
}
