import type { Clock } from '@sets/clock';
import type { Job } from '@sets/contract';
import type { JobView, JobViews } from '@sets/jobs';
import type { Caller, Logger } from '@sets/service-kit';
import type { BodyOf } from './job-answer.ts';
import type { WaitingPlaces } from './waiting-places.ts';
import { watchStanding } from './watch-standing.ts';

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

export interface WaitWish {
  readonly caller: Caller;
  readonly seconds: number;
  /** Aborts when the connection has ended. */
  readonly signal: AbortSignal;
}

export interface JobWaiter {
  /**
   * The job once it has ended, or as it is after `seconds`. At capacity, when the caller waits for as many already as
   * one may, when its key is revoked meanwhile, or when the listener breaks, the job as given: waiting is a preference,
   * polling always works. `applied` tells which it was.
   */
  wait(accepted: Waited, wish: WaitWish): Promise<{ readonly job: Job; readonly applied: boolean }>;
  readonly waiting: number;
  /** Ends every wait at once and allows no more: an answer before the shutdown is worth more than the rest of the wait. */
  stop(): void;
}

export function createJobWaiter(deps: JobWaiterDeps): JobWaiter {
  const { store, clock, logger, capacity, places, bodyOf } = deps;
  let waiting = 0;
  const stopped = new AbortController();
  return {
    async wait({ job, view }, { caller, seconds, signal }) {
      if (job.done || view === null) {
        return { job, applied: seconds > 0 };
      }
      if (seconds === 0 || waiting >= capacity || signal.aborted || stopped.signal.aborted) {
        return { job, applied: false };
      }
      const giveBack = places.takeForWait(caller);
      if (giveBack === null) {
        return { job, applied: false };
      }
      waiting += 1;
      const timeout = new AbortController();
      const revoked = new AbortController();
      const cancel = clock.schedule(() => timeout.abort(), seconds * 1_000);
      try {
        watchStanding(clock, caller, { onEnded: () => revoked.abort(), signal: timeout.signal });
        const until = AbortSignal.any([timeout.signal, revoked.signal, signal, stopped.signal]);
        const last = await store.views.watch(view, { signal: until });
        if (revoked.signal.aborted) {
          return { job, applied: false };
        }
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
