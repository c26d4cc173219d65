import { isoTime } from '@sets/clock';
import type { OpsHistory } from '@sets/contract';
import type { HistoryPoint } from '@sets/fleet';

type Point = OpsHistory['regions'][number]['points'][number];

const HOUR_MS = 3_600_000;
const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);

/** A region's minutes, oldest first, each with what was spent since the one before it: stored is the sum of the hour. */
export function toRegionPoints(points: readonly HistoryPoint[]): Point[] {
  return points.map(({ atMs, depth, oldest_age_s, active_jobs, workers, region_usd: usd }, index) => {
    const before = points[index - 1];
    const isFirst = before === undefined || hourOf(before.atMs) !== hourOf(atMs);
    const beforeUsd = isFirst ? 0 : before.region_usd;
    return {
      ...{ at: isoTime(atMs), depth, oldest_age_s, active_jobs, workers },
      spent_usd: usd === null || beforeUsd === null ? null : Math.max(0, usd - beforeUsd),
    };
  });
}
