import { createHash } from 'node:crypto';
import { startLoop } from '@sets/clock';
import { inRounds, storedTime, writeAsRead } from '@sets/store-kit';
import { addCounts, type Counts } from './counts.ts';
import type { FleetContext } from './fleet-context.ts';
import { type StatsDocument, statsDocumentSchema } from './fleet-documents.ts';
import { HOUR_MS, hourOf } from './hour.ts';
import { SHARDS_PER_REGION, statsPath } from './read-stats.ts';

const FLUSH_MS = 10_000;
const KEPT_MS = 32 * 24 * HOUR_MS;

export interface StatsFlusher {
  /** What has been counted here and not yet been written. */
  pending(): Promise<Counts>;
  /** Writes it now. A failure is logged; the next flush repairs it. */
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

const NOTHING: Pick<StatsDocument, 'counts' | 'flushes'> = { counts: {}, flushes: {} };

/**
 * Adds the growth of an instance's counters to the fleet's, every 10 s and at its end, so that they survive it. The
 * client repeats a commit whose answer was lost, which would count increments twice: sums are written under the
 * precondition of the read, and the number of the instance's last flush tells whether this one was applied.
 */
export function startStatsFlusher(
  { documents, clock, logger }: FleetContext,
  { instance, region, read }: StatsFlusherOptions,
): StatsFlusher {
  const shard = (createHash('sha256').update(instance).digest()[0] ?? 0) % SHARDS_PER_REGION;
  let written: Counts = {};
  let flushNo = 0;
  let unsettled: Flush | null = null;
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
    return { no: flushNo, now, grown, hour: hourOf(documents.now()) };
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

  async function store({ no, now, grown, hour }: Flush): Promise<void> {
    const path = statsPath({ region, hour }, shard);
    await inRounds('counters', async () => {
      const before = await documents.read(path);
      const stored = statsDocumentSchema.safeParse(before.fields);
      const { counts, flushes } = stored.success ? stored.data : NOTHING;
      if (flushes[instance] === no) {
        return { settled: true };
      }
      const fields = {
        hour: storedTime(hour),
        region,
        counts: addCounts(counts, grown),
        flushes: { ...flushes, [instance]: no },
        expires_at: storedTime(hour + KEPT_MS),
      };
      const outcome = await documents.commit([writeAsRead(before, fields)], { purpose: 'flush_counters' });
      return outcome.kind === 'applied' ? { settled: true } : undefined;
    });
    written = now;
    unsettled = null;
  }

  function flushInTurn(): Promise<void> {
    running = running.catch(() => {}).then(write);
    return running;
  }

  const warn = (error: unknown): void => void logger.warn('Counters could not be stored', { error });
  const loop = startLoop(flushInTurn, { clock, everyMs: FLUSH_MS, onError: warn });
  return {
    pending: async () => growth(await read()),
    flush: () => flushInTurn().catch(warn),
    async stop() {
      await loop.stop();
      await flushInTurn().catch(warn);
    },
  };
}
