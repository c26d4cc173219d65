import type { Clock } from '@sets/clock';
import type { JobLease } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import type { RunOutcome } from './run-outcome.ts';
import type { Slots } from './slots.ts';

export interface SuspectsDeps {
  readonly slots: Pick<Slots, 'quiet'>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  /** Aborts when jobs under way have to be handed back. */
  readonly handBack: AbortSignal;
}

export interface Suspects {
  /**
   * Runs `work` on a job that may be why its workers died: beside few others, which it would take along, or after a
   * minute; of those whose minute has passed one runs at a time. Until then its lease renews itself, the region stays
   * open and others may have its slot. Once the job is canceled or to be handed back there is nothing to wait for, and
   * nothing to begin.
   */
  run(lease: Pick<JobLease, 'lost' | 'begin'>, work: () => Promise<RunOutcome>): Promise<RunOutcome>;
}

const NEIGHBOURS = 3;
const WAIT_MS = 60_000;

/** A suspect is claimed without a stage. */
export const isSuspect = ({ job }: Pick<JobLease, 'job'>): boolean => job.stage === null;

export function createSuspects({ slots, clock, logger, handBack }: SuspectsDeps): Suspects {
  /** Resolves when those have ended whose minute had passed. */
  let overdueEnded: Promise<unknown> = Promise.resolve();
  return {
    async run(lease, work) {
      const { lost } = lease;
      const ended = Promise.withResolvers<void>();
      const enough = new AbortController();
      const cancel = clock.schedule(() => {
        void overdueEnded.then(() => enough.abort());
        overdueEnded = Promise.all([overdueEnded, ended.promise]);
      }, WAIT_MS);
      try {
        await slots.quiet(NEIGHBOURS, AbortSignal.any([enough.signal, lost, handBack]));
        cancel();
        if (!lost.aborted && !handBack.aborted) {
          // Without it the job would be spared its next death, no more.
          await lease
            .begin()
            .catch((error: unknown) => void logger.warn('The progress could not be stored', { error }));
        }
        return await work();
      } finally {
        cancel();
        enough.abort();
        ended.resolve();
      }
    },
  };
}
