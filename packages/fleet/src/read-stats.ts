import { decodeReadable, documentPath, storedTime } from '@sets/store-kit';
import { addCounts, type Counts } from './counts.ts';
import { type FleetContext, STATS } from './fleet-context.ts';
import { statsDocumentSchema } from './fleet-documents.ts';
import { HOUR_MS, hourOf, nameOfHour } from './hour.ts';

export interface FleetStats {
  /** Start of the first hour that is counted, in milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly counts: Counts;
}

/** Instances of one region share so many documents an hour, since each takes about one write a second. */
export const SHARDS_PER_REGION = 4;

export interface RegionHour {
  readonly region: string;
  /** Its start, in milliseconds since the epoch. */
  readonly hour: number;
}

export const statsPath = ({ region, hour }: RegionHour, shard: number): string =>
  documentPath(STATS, `${nameOfHour(hour)}_${region}_${shard}`);

/**
 * What the instances of one region have counted in one hour.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readRegionHour({ documents }: Pick<FleetContext, 'documents'>, of: RegionHour): Promise<Counts> {
  const paths = Array.from({ length: SHARDS_PER_REGION }, (_, shard) => statsPath(of, shard));
  const readings = await Promise.all(paths.map((path) => documents.read(path)));
  return decodeReadable(readings, statsDocumentSchema)
    .map(({ counts }) => counts)
    .reduce(addCounts, {});
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
