import { startLoop } from '@sets/clock';
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
import { FLEET_REGIONS, type FleetContext, HISTORY } from './fleet-context.ts';
import { fleetRegionSchema } from './fleet-documents.ts';
import { HOUR_MS, hourOf } from './hour.ts';

const MINUTE_MS = 60_000;
const KEPT_MS = 8 * 24 * HOUR_MS;

const pointSchema = z.object({
  depth: z.number().int().nonnegative(),
  oldest_age_s: z.number().nonnegative(),
  active_jobs: z.number().int().nonnegative(),
  workers: z.number().int().nonnegative(),
});

/** `fleet_history/{hour}_{region}`: one point for each minute in which somebody looked. */
export const historyDocumentSchema = z.object({
  region: z.string(),
  hour: storedTimeSchema,
  /** By minute of the hour. */
  minutes: z.record(z.string(), pointSchema),
  expires_at: storedTimeSchema,
});

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
 * Puts the region's queue and workers on record once a minute. Every worker looks; whoever finds the minute empty writes
 * it, under the precondition of its read: one write a minute and region, however many look.
 */
export async function noteMinute({ documents, tasks }: FleetContext, region: string): Promise<void> {
  const nowMs = documents.now();
  const hour = hourOf(nowMs);
  const minute = String(Math.floor((nowMs - hour) / MINUTE_MS));
  const before = await documents.read(documentPath(HISTORY, `${new Date(hour).toISOString().slice(0, 13)}_${region}`));
  const minutes = decode(before, historyDocumentSchema)?.minutes ?? {};
  if (minutes[minute] !== undefined) {
    return;
  }
  const [state, queue] = await Promise.all([
    documents.read(documentPath(FLEET_REGIONS, region)),
    tasks.state({ queue: EXTRACT_QUEUE, region }),
  ]);
  const [seen] = decodeReadable([state], fleetRegionSchema);
  const { oldestArrivalMs } = queue;
  const point = {
    depth: queue.depth ?? 0,
    oldest_age_s: oldestArrivalMs === null ? 0 : Math.max(0, Math.round((nowMs - oldestArrivalMs) / 1_000)),
    active_jobs: seen?.active_jobs ?? 0,
    workers: seen?.worker_instances ?? 0,
  };
  const fields = {
    ...{ region, hour: storedTime(hour), minutes: { ...minutes, [minute]: point } },
    expires_at: storedTime(hour + KEPT_MS),
  };
  // Refused: another worker had the same minute.
  await documents.commit([writeAsRead(before, fields)], { purpose: 'note_minute' });
}

/** Once a minute from now on. A minute that nobody could note is a gap. */
export function startHistory(context: FleetContext, region: string): { stop(): Promise<void> } {
  const { clock, logger } = context;
  return startLoop(() => noteMinute(context, region), {
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
