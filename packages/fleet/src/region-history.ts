import { orLate, startLoop } from '@sets/clock';
import { EXTRACT_QUEUE } from '@sets/contract';
import {
  decode,
  decodeReadable,
  documentPath,
  isStorageUnavailable,
  storedTime,
  storedTimeSchema,
  writeAsRead,
} from '@sets/store-kit';
import { z } from 'zod';
import { SPENT_USD } from './counts.ts';
import { FLEET_REGIONS, type FleetContext, HISTORY } from './fleet-context.ts';
import { fleetRegionSchema } from './fleet-documents.ts';
import { HOUR_MS, hourOf, nameOfHour } from './hour.ts';
import { readRegionHour } from './read-stats.ts';

const MINUTE_MS = 60_000;
const KEPT_MS = 8 * 24 * HOUR_MS;

const pointSchema = z.object({
  depth: z.number().int().nonnegative(),
  oldest_age_s: z.number().nonnegative(),
  active_jobs: z.number().int().nonnegative(),
  workers: z.number().int().nonnegative(),
  /** US dollars charged on the UTC day so far, by all regions. Null, here and below: nobody could tell. */
  spent_usd: z.number().nonnegative().nullable().default(null),
  /** Of the scraper's account, which all regions share. */
  credits_left: z.number().nonnegative().nullable().default(null),
  /** US dollars that attempts in this region have cost since the hour began. */
  region_usd: z.number().nonnegative().nullable().default(null),
});

/** `fleet_history/{hour}_{region}`: one point for each minute in which somebody looked. */
export const historyDocumentSchema = z.object({
  region: z.string(),
  hour: storedTimeSchema,
  /** By minute of the hour. */
  minutes: z.record(z.string(), pointSchema),
  expires_at: storedTimeSchema,
});

/** What the service pays with, as somebody beside the fleet knows it. Rejects when nobody can tell. */
export interface MoneyLook {
  /** US dollars charged on the UTC day so far, by all regions. */
  spentUsd(): Promise<number>;
  /** Of the scraper's account; null without one. */
  creditsLeft(): Promise<number | null>;
}

/** Whoever looks at the money does not keep the point of the minute from being written. */
const MONEY_PATIENCE_MS = 5_000;

export interface HistoryPoint extends z.infer<typeof pointSchema> {
  /** Start of its minute, in milliseconds since the epoch. */
  readonly atMs: number;
}

export interface RegionHistory {
  readonly region: string;
  /** Oldest first. */
  readonly points: readonly HistoryPoint[];
}

/**
 * Puts the region's queue and workers, and the money of all, on record once a minute. Every worker looks; whoever finds
 * the minute empty writes it, under the precondition of its read: one write a minute and region, however many look.
 */
export async function noteMinute(context: FleetContext, region: string, money?: MoneyLook): Promise<void> {
  const { documents, tasks } = context;
  const nowMs = documents.now();
  const hour = hourOf(nowMs);
  const minute = String(Math.floor((nowMs - hour) / MINUTE_MS));
  const before = await documents.read(documentPath(HISTORY, `${nameOfHour(hour)}_${region}`));
  const minutes = decode(before, historyDocumentSchema)?.minutes ?? {};
  if (minutes[minute] !== undefined) {
    return;
  }
  const [state, queue, spentUsd, creditsLeft, regionUsd] = await Promise.all([
    documents.read(documentPath(FLEET_REGIONS, region)),
    tasks.state({ queue: EXTRACT_QUEUE, region }),
    inTime(context, 'what was spent', money?.spentUsd()),
    inTime(context, 'credits of the scraper', money?.creditsLeft()),
    inTime(context, 'what the region spent', regionSpent(context, region, hour)),
  ]);
  const [seen] = decodeReadable([state], fleetRegionSchema);
  const { oldestArrivalMs } = queue;
  const point = {
    depth: queue.depth ?? 0,
    oldest_age_s: oldestArrivalMs === null ? 0 : Math.max(0, Math.round((nowMs - oldestArrivalMs) / 1_000)),
    active_jobs: seen?.active_jobs ?? 0,
    workers: seen?.worker_instances ?? 0,
    spent_usd: spentUsd,
    credits_left: creditsLeft,
    region_usd: regionUsd,
  };
  // Refused: another worker had the same minute. What others noted is not written again: they may have noted more.
  await documents.commit(
    [
      before.version === null
        ? writeAsRead(before, {
            ...{ region, hour: storedTime(hour), minutes: { [minute]: point } },
            expires_at: storedTime(hour + KEPT_MS),
          })
        : writeAsRead(before, { [`minutes.${minute}`]: point }),
    ],
    { purpose: 'note_minute' },
  );
}

/** By the counters of its workers, which come every few seconds. */
const regionSpent = async (context: FleetContext, region: string, hour: number): Promise<number> =>
  (await readRegionHour(context, { region, hour }))[SPENT_USD] ?? 0;

/** Null for what nobody could tell in time. */
async function inTime(
  { clock, logger }: FleetContext,
  what: string,
  asked: Promise<number | null> | undefined,
): Promise<number | null> {
  try {
    return (asked === undefined ? null : await orLate(clock, asked, MONEY_PATIENCE_MS)) ?? null;
  } catch (error) {
    logger.warn('A figure of the history could not be had', { what, error });
    return null;
  }
}

/** Once a minute from now on. A minute that nobody could note is a gap. */
export function startHistory(context: FleetContext, region: string, money?: MoneyLook): { stop(): Promise<void> } {
  const { clock, logger } = context;
  return startLoop(() => noteMinute(context, region, money), {
    clock,
    everyMs: MINUTE_MS,
    onError(error) {
      if (!isStorageUnavailable(error)) {
        logger.warn('A minute of the history could not be noted', { error });
      }
    },
  });
}

/**
 * What was noted in the last `hours` hours, the current one included.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readHistory({ documents }: FleetContext, hours: number): Promise<readonly RegionHistory[]> {
  const sinceMs = hourOf(documents.now()) - (hours - 1) * HOUR_MS;
  const found = await documents.find({ collection: HISTORY, where: [['hour', '>=', storedTime(sinceMs)]] });
  const byRegion = Map.groupBy(decodeReadable(found.documents, historyDocumentSchema), ({ region }) => region);
  return [...byRegion].map(([region, documentsOfIt]) => ({
    region,
    points: documentsOfIt
      .flatMap(({ hour, minutes }) =>
        Object.entries(minutes).map(([minute, point]) => ({ ...point, atMs: hour + Number(minute) * MINUTE_MS })),
      )
      .sort((one, other) => one.atMs - other.atMs),
  }));
}
