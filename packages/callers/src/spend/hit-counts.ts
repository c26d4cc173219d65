import { type Clock, startLoop } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { DocumentStore } from '@sets/store-kit';
import { changeSpend } from './change-spend.ts';
import type { Payer } from './payer-of.ts';
import { dayOf } from './utc-day.ts';

const FLUSH_MS = 30_000;
/** More payers in one flush than this are not callers with names but somebody who makes them up. */
const MAX_PAYERS = 1_000;

export interface HitCountsOptions {
  readonly documents: DocumentStore;
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
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
}

/**
 * Answers from what was known, by payer. A hit costs no write: each instance stores its own count of the day now and
 * then, whole, so that one whose answer was lost is not added twice.
 */
export function createHitCounts({ documents, instance, clock, logger }: HitCountsOptions): HitCounts {
  const counted = new Map<Payer, Counted>();
  let running: Promise<void> = Promise.resolve();

  async function store(one: Counted): Promise<void> {
    const { day, payer, hits } = one;
    await changeSpend(documents, {
      ...{ purpose: 'count_hits', day, payer },
      change: async (before) => ({ value: null, fields: { hits: { ...before.hits, [instance]: hits } } }),
    });
    one.stored = hits;
  }

  async function storeAll(): Promise<void> {
    const today = dayOf(documents.now());
    for (const one of [...counted.values()]) {
      if (one.hits !== one.stored) {
        await store(one);
      }
      if (one.day !== today && one.hits === one.stored) {
        counted.delete(one.payer);
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
      const known = counted.get(payer);
      if (known !== undefined) {
        known.hits += 1;
      } else if (counted.size < MAX_PAYERS) {
        counted.set(payer, { day: dayOf(documents.now()), payer, hits: 1, stored: 0 });
      }
    },
    flush,
    async stop() {
      await loop.stop();
      await flush();
    },
  };
}
