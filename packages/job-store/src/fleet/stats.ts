import { createHash } from 'node:crypto';
import { FieldValue, Timestamp } from '@google-cloud/firestore';
import { statsDocumentSchema } from '@sets/contract';
import { type StoreContext, serverNow } from '../store/store-context.ts';
import { asStorageProblem, withTimeout } from '../store/store-errors.ts';

/** Counters by name. Names are ours; they may hold any character. */
export type Counts = Readonly<Record<string, number>>;

const HOUR_MS = 3_600_000;
const FLUSH_MS = 10_000;
/** A document takes about one write a second; so many of them take the instances of one region. */
const SHARDS_PER_REGION = 4;
const KEPT_MS = 32 * 24 * HOUR_MS;

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

const hourOf = (nowMs: number): number => Math.floor(nowMs / HOUR_MS) * HOUR_MS;

/**
 * Adds the growth of an instance's counters to the fleet's, every 10 s and at its end, so that they survive it. A
 * flush without an answer counts as written: rates may miss a few events, but never count one twice.
 */
export function startStatsFlusher(
  context: StoreContext,
  { instance, region, read }: StatsFlusherOptions,
): StatsFlusher {
  const { firestore, clock, policy, logger } = context;
  const shard = (createHash('sha256').update(instance).digest()[0] ?? 0) % SHARDS_PER_REGION;
  let written: Counts = {};
  let stopped = false;
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();

  const growth = (now: Counts): Counts =>
    Object.fromEntries(
      Object.entries(now)
        .map(([name, count]) => [name, count - (written[name] ?? 0)] as const)
        .filter(([, count]) => count !== 0),
    );

  async function write(): Promise<void> {
    const now = await read();
    const grown = growth(now);
    if (Object.keys(grown).length === 0) return;
    written = now;
    const nowMs = serverNow(context);
    const hour = hourOf(nowMs);
    const counts = Object.fromEntries(Object.entries(grown).map(([name, by]) => [name, FieldValue.increment(by)]));
    const data = {
      hour: Timestamp.fromMillis(hour),
      region,
      counts,
      expires_at: Timestamp.fromMillis(nowMs + KEPT_MS),
    };
    const document = firestore
      .collection('stats')
      .doc(`${new Date(hour).toISOString().slice(0, 13)}_${region}_${shard}`);
    await withTimeout(document.set(data, { merge: true }), policy.storeTimeoutMs, clock);
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
        if (!stopped) arm();
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
  const total: Record<string, number> = {};
  for (const document of documents) {
    const parsed = statsDocumentSchema.safeParse(document);
    if (!parsed.success) continue;
    for (const [name, count] of Object.entries(parsed.data.counts)) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}
