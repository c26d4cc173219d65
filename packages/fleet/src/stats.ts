import { createHash } from 'node:crypto';
import { Timestamp } from '@google-cloud/firestore';
import {
  asStorageProblem,
  isConflict,
  isTransient,
  readDocument,
  type StoreContext,
  serverNow,
  storageUnavailable,
  withTimeout,
} from '@sets/store-kit';
import { type StatsDocument, statsDocumentSchema } from './documents.ts';

/** Counters by name. Names are ours; they may hold any character. */
export type Counts = Readonly<Record<string, number>>;

const HOUR_MS = 3_600_000;
const FLUSH_MS = 10_000;
/** A document takes about one write a second; so many of them take the instances of one region. */
const SHARDS_PER_REGION = 4;
const KEPT_MS = 32 * 24 * HOUR_MS;
const MAX_ROUNDS = 5;

export interface StatsFlusher {
  /** What has been counted here and not yet been written. */
  pending(): Promise<Counts>;
  flush(): Promise<void>;
  /** Writes what is left. */
  stop(): Promise<void>;
}

export interface StatsFlusherOptions {
  readonly instance: string;
  readonly region: string;
  /** The instance's counters since it started; each only grows. */
  readonly read: () => Promise<Counts>;
}

/** One growth on its way into one hour's document. */
interface Flush {
  readonly no: number;
  /** The counters that it brings the stored ones up to. */
  readonly now: Counts;
  readonly grown: Counts;
  readonly hour: number;
}

const hourOf = (nowMs: number): number => Math.floor(nowMs / HOUR_MS) * HOUR_MS;

/**
 * Adds the growth of an instance's counters to the fleet's, every 10 s and at its end, so that they survive it. The
 * client repeats a commit whose answer was lost, which would count increments twice: sums are written under the
 * precondition of the read, and the number of the instance's last flush tells whether this one was applied.
 */
export function startStatsFlusher(
  context: StoreContext,
  { instance, region, read }: StatsFlusherOptions,
): StatsFlusher {
  const { firestore, clock, policy, logger } = context;
  const shard = (createHash('sha256').update(instance).digest()[0] ?? 0) % SHARDS_PER_REGION;
  let written: Counts = {};
  let flushNo = 0;
  let unsettled: Flush | null = null;
  let stopped = false;
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();

  const growth = (now: Counts): Counts =>
    Object.fromEntries(
      Object.entries(now)
        .map(([name, count]) => [name, count - (written[name] ?? 0)] as const)
        .filter(([, count]) => count !== 0),
    );

  /** What grew since the last flush that is known to be stored; null when nothing did. */
  async function nextFlush(): Promise<Flush | null> {
    const now = await read();
    const grown = growth(now);
    if (Object.keys(grown).length === 0) {
      return null;
    }
    flushNo += 1;
    return { no: flushNo, now, grown, hour: hourOf(serverNow(context)) };
  }

  async function write(): Promise<void> {
    // One that nobody acknowledged may have been applied: it is settled under its own number before another begins.
    const earlier = unsettled;
    if (earlier !== null) {
      await store(earlier);
    }
    unsettled = await nextFlush();
    if (unsettled !== null) {
      await store(unsettled);
    }
  }

  async function store(flush: Flush): Promise<void> {
    const { no, now, grown, hour } = flush;
    const document = firestore
      .collection('stats')
      .doc(`${new Date(hour).toISOString().slice(0, 13)}_${region}_${shard}`);
    const settled = (): void => {
      written = now;
      unsettled = null;
    };
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const before = await readDocument(context, document);
      const parsed = statsDocumentSchema.safeParse(before.data());
      const stored: Pick<StatsDocument, 'counts' | 'flushes'> = parsed.success
        ? parsed.data
        : { counts: {}, flushes: {} };
      if (stored.flushes[instance] === no) {
        return settled();
      }
      const data = {
        hour: Timestamp.fromMillis(hour),
        region,
        counts: addCounts(stored.counts, grown),
        flushes: { ...stored.flushes, [instance]: no },
        expires_at: Timestamp.fromMillis(hour + KEPT_MS),
      };
      try {
        const commit =
          before.updateTime === undefined
            ? document.create(data)
            : firestore.batch().update(document, data, { lastUpdateTime: before.updateTime }).commit();
        await withTimeout<unknown>(commit, policy.storeTimeoutMs, clock);
        return settled();
      } catch (error) {
        if (!isConflict(error) && !isTransient(error)) {
          throw error;
        }
      }
    }
    throw storageUnavailable(new Error(`counters lost ${MAX_ROUNDS} rounds`));
  }

  function flush(): Promise<void> {
    running = running
      .then(write)
      .catch((error: unknown) => void logger.warn('Counters could not be stored', { error }));
    return running;
  }

  function arm(): void {
    cancel = clock.schedule(() => {
      void flush().then(() => {
        if (!stopped) {
          arm();
        }
      });
    }, FLUSH_MS);
  }

  arm();
  return {
    pending: async () => growth(await read()),
    flush,
    async stop() {
      stopped = true;
      cancel();
      await flush();
    },
  };
}

export interface FleetStats {
  /** Start of the first hour that is counted, in milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly counts: Counts;
}

/**
 * The fleet's counters of the last `hours` hours, the current one included.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readStats(context: StoreContext, hours: number): Promise<FleetStats> {
  const { firestore, clock, policy } = context;
  const sinceMs = hourOf(serverNow(context)) - (hours - 1) * HOUR_MS;
  try {
    const query = firestore.collection('stats').where('hour', '>=', Timestamp.fromMillis(sinceMs));
    const { docs } = await withTimeout(query.get(), policy.storeTimeoutMs, clock);
    return { sinceMs, counts: addUp(docs.map((document) => document.data())) };
  } catch (error) {
    throw asStorageProblem(error);
  }
}

function addUp(documents: readonly unknown[]): Counts {
  return documents.reduce<Counts>((total, document) => {
    const parsed = statsDocumentSchema.safeParse(document);
    return parsed.success ? addCounts(total, parsed.data.counts) : total;
  }, {});
}

export function addCounts(one: Counts, other: Counts): Counts {
  const total: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) {
    total[name] = (total[name] ?? 0) + count;
  }
  return total;
}
