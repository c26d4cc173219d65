import type { Clock } from '@sets/clock';
import type { Job } from '@sets/contract';
import type { JobView, JobViews } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import type { BodyOf } from './job-answer.ts';
import type { WaitingPlaces } from './waiting-places.ts';

export interface JobWaiterDeps {
  readonly store: { readonly views: Pick<JobViews, 'watch'> };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Requests that may wait at once (MAX_DIRECT_PROCESSING). */
  readonly capacity: number;
  /** Shared with the streams. */
  readonly places: Pick<WaitingPlaces, 'takeForWait'>;
  readonly bodyOf: BodyOf;
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

export function createJobWaiter(deps: JobWaiterDeps): JobWaiter {
  const { store, clock, logger, capacity, places, bodyOf } = deps;
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
      const giveBack = places.takeForWait();
      if (giveBack === null) {
        return { job, applied: false };
      }
      waiting += 1;
      const timeout = new AbortController();
      const cancel = clock.schedule(() => timeout.abort(), waitS * 1_000);
      try {
        const until = AbortSignal.any([timeout.signal, signal, stopped.signal]);
        const last = await store.views.watch(view, { signal: until });
        const seen = last === null ? job : bodyOf(last);
        return { job: seen, applied: seen.done || !stopped.signal.aborted };
      } catch (error) {
        logger.warn('A wait ended early', { error });
        return { job, applied: false };
      } finally {
        cancel();
        // Ends the combined signal, which `stopped` would otherwise keep as long as the process lives.
        timeout.abort();
        waiting -= 1;
        giveBack();
      }
    },
    get waiting() {
      return waiting;
    },
    stop: () => stopped.abort(),
  };
}
