import { type Clock, DAY_MS, startLoop, utcDay } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { DocumentStore } from '@sets/store-kit';
import { changeSpend } from './change-spend.ts';
import type { Payer } from './payer-of.ts';

const FLUSH_MS = 30_000;
/** More payers between two flushes than this are not callers with names but somebody who makes them up. */
const MAX_PAYERS = 1_000;

export interface HitCountsOptions {
  readonly documents: DocumentStore;
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxPayers?: number;
}

export interface HitCounts {
  count(payer: Payer): void;
  flush(): Promise<void>;
  /** Stores what is left. */
  stop(): Promise<void>;
}

interface Counted {
  readonly day: string;
  readonly payer: Payer;
  hits: number;
  stored: number;
  /** What this instance had stored before the payer was forgotten in between; null until it was looked up. */
  before: number | null;
}

/**
 * Answers from what was known, by payer. A hit costs no write: each instance stores its own count of the day now and
 * then, whole, so that one whose answer was lost is not added twice. Who has none between two flushes is forgotten.
 */
export function createHitCounts(options: HitCountsOptions): HitCounts {
  const { documents, instance, clock, logger, maxPayers = MAX_PAYERS } = options;
  /** By day and payer: what comes after midnight is of the new day, whatever is still to be stored of the one before. */
  const counted = new Map<string, Counted>();
  let running: Promise<void> = Promise.resolve();

  async function store(one: Counted): Promise<void> {
    const { day, payer, hits } = one;
    await changeSpend(documents, {
      ...{ purpose: 'count_hits', day, payer },
      async change({ hits: seen }) {
        one.before ??= seen[instance] ?? 0;
        return { value: null, fields: { hits: { ...seen, [instance]: one.before + hits } } };
      },
    });
    one.stored = hits;
  }

  async function storeAll(): Promise<void> {
    for (const [key, one] of [...counted]) {
      if (one.hits === one.stored) {
        counted.delete(key);
      } else {
        await store(one);
      }
    }
  }

  function flush(): Promise<void> {
    running = running.then(storeAll).catch((error: unknown) => {
      logger.warn('Hits could not be stored', { error });
    });
    return running;
  }

  const loop = startLoop(flush, { clock, everyMs: FLUSH_MS, onError: () => {} });
  return {
    count(payer) {
      const nowMs = documents.now();
      // The day's number, not its text: this runs for every hit.
      const key = `${Math.floor(nowMs / DAY_MS)}.${payer}`;
      const known = counted.get(key);
      if (known !== undefined) {
        known.hits += 1;
      } else if (counted.size < maxPayers) {
        counted.set(key, { day: utcDay(nowMs), payer, hits: 1, stored: 0, before: null });
      }
    },
    flush,
    async stop() {
      await loop.stop();
      await flush();
    },
  };
}
