import { decodeReadable, storedTime } from '@sets/store-kit';
import { addCounts, type Counts } from './counts.ts';
import { type FleetContext, STATS } from './fleet-context.ts';
import { statsDocumentSchema } from './fleet-documents.ts';
import { HOUR_MS, hourOf } from './hour.ts';

export interface FleetStats {
  /** Start of the first hour that is counted, in milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly counts: Counts;
}

/**
 * The fleet's counters of each of the last `hours` hours that has any, oldest first.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readStatsByHour({ documents }: FleetContext, hours: number): Promise<readonly FleetStats[]> {
  const sinceMs = hourOf(documents.now()) - (hours - 1) * HOUR_MS;
  const found = await documents.find({ collection: STATS, where: [['hour', '>=', storedTime(sinceMs)]] });
  const byHour = Map.groupBy(decodeReadable(found.documents, statsDocumentSchema), ({ hour }) => hour);
  return [...byHour]
    .map(([hour, all]) => ({ sinceMs: hour, counts: all.map(({ counts }) => counts).reduce(addCounts, {}) }))
    .sort((one, other) => one.sinceMs - other.sinceMs);
}

/**
 * The fleet's counters of the last `hours` hours, the current one included.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readStats({ documents }: FleetContext, hours: number): Promise<FleetStats> {
  const sinceMs = hourOf(documents.now()) - (hours - 1) * HOUR_MS;
  const found = await documents.find({ collection: STATS, where: [['hour', '>=', storedTime(sinceMs)]] });
  const all = decodeReadable(found.documents, statsDocumentSchema);
  return { sinceMs, counts: all.map(({ counts }) => counts).reduce(addCounts, {}) };
}
