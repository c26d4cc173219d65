import { isoTime } from '@sets/clock';
import type { OpsHistory } from '@sets/contract';
import type { RegionHistory } from '@sets/fleet';

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** Of what all regions tell alike, one point a minute: the one that was seen last, which has spent most. */
export function moneyHistory(regions: readonly RegionHistory[]): OpsHistory['money'] {
  const byMinute = Map.groupBy(
    regions.flatMap(({ points }) => points),
    ({ atMs }) => atMs,
  );
  return [...byMinute]
    .sort(([one], [other]) => one - other)
    .map(([atMs, points]) => {
      const spent = known(points.map(({ spent_usd }) => spent_usd));
      const credits = known(points.map(({ credits_left }) => credits_left));
      return {
        at: isoTime(atMs),
        spent_usd: spent.length === 0 ? null : Math.max(...spent),
        credits_left: credits.length === 0 ? null : Math.min(...credits),
      };
    })
    .filter(({ spent_usd, credits_left }) => spent_usd !== null || credits_left !== null);
}
