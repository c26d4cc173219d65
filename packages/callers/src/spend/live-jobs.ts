import { type Clock, createSingleFlight } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { LRUCache } from 'lru-cache';
import type { Payer } from './payer-of.ts';

/** What was counted holds for so long, plus what was let in here since. */
const KEEP_MS = 5_000;
/** Whoever is at the limit is counted again sooner: its jobs are ending. */
const KEEP_FULL_MS = 1_000;
const RETRY_AFTER_S = 5;
const MAX_PAYERS = 10_000;

export interface LiveJobsOptions {
  readonly clock: Clock;
  /** Jobs that one payer may have under way; 0: without bound. */
  readonly limit: number;
  readonly count: (payer: Payer) => Promise<number>;
}

export interface LiveJobs {
  /**
   * Counts one more job.
   *
   * @throws ProblemError `too_many_jobs`, `storage_unavailable`
   */
  admit(payer: Payer): Promise<void>;
}

interface Seen {
  live: number;
  since: number;
  readonly at: number;
}

/**
 * Keeps one caller from holding all waiting places. Each instance looks by itself, so several together may let in as many
 * more as they make within `KEEP_MS`.
 */
export function createLiveJobs({ clock, limit, count }: LiveJobsOptions): LiveJobs {
  const seen = new LRUCache<Payer, Seen>({ max: MAX_PAYERS });
  const looking = createSingleFlight<Payer, void>();

  async function look(payer: Payer): Promise<void> {
    const before = seen.get(payer)?.since ?? 0;
    const live = await count(payer);
    // Those let in while it was counted may not have been seen.
    const since = (seen.get(payer)?.since ?? 0) - before;
    seen.set(payer, { live, since, at: clock.monotonic() });
  }

  const isFull = ({ live, since }: Seen): boolean => live + since >= limit;
  const isOld = (known: Seen): boolean => clock.monotonic() - known.at >= (isFull(known) ? KEEP_FULL_MS : KEEP_MS);

  return {
    async admit(payer) {
      if (limit === 0) {
        return;
      }
      const known = seen.get(payer);
      if (known === undefined || isOld(known)) {
        await looking.run(payer, () => look(payer));
      }
      const now = seen.get(payer) ?? { live: 0, since: 0, at: clock.monotonic() };
      if (isFull(now)) {
        throw new ProblemError('too_many_jobs', { retryAfterS: RETRY_AFTER_S });
      }
      now.since += 1;
    },
  };
}
