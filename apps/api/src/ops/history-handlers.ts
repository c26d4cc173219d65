import { type Clock, createRememberedLook, isoTime } from '@sets/clock';
import { HISTORY_HOURS, type OpsHistory } from '@sets/contract';
import type { Fleet } from '@sets/fleet';
import type { ApiHandlers } from '../http/api-handlers.ts';
import { toPerformance } from '../metrics/fleet-performance.ts';
import { moneyHistory } from './money-history.ts';
import { toRegionPoints } from './region-points.ts';

export interface HistoryHandlersDeps {
  readonly store: { readonly fleet: Pick<Fleet, 'history'> };
  readonly clock: Clock;
}

/** A point comes once a minute; a hundred documents need not be read more often. */
const KEEP_MS = 20_000;
const KEEP_FAILED_MS = 2_000;
const HOUR_MS = 3_600_000;

export function historyHandlers({ store: { fleet }, clock }: HistoryHandlersDeps): ApiHandlers<'getHistory'> {
  async function look(): Promise<OpsHistory> {
    const { regions, stats: hours } = await fleet.history(HISTORY_HOURS);
    return {
      since: isoTime(clock.now() - HISTORY_HOURS * HOUR_MS),
      regions: regions.map(({ region, points }) => ({ region, points: toRegionPoints(points) })),
      money: moneyHistory(regions),
      hours: hours.map(({ sinceMs, counts }) => {
        const { response_ms, cache, jobs } = toPerformance(sinceMs, counts);
        const { succeeded, declined, failed } = jobs;
        return {
          ...{ at: isoTime(sinceMs), response_ms },
          answered: { ...cache.by_tier, joined: cache.joined, new: cache.misses },
          jobs: { succeeded, declined, failed },
        };
      }),
    };
  }
  const remembered = createRememberedLook({ clock, look, keepMs: KEEP_MS, keepFailedMs: KEEP_FAILED_MS });
  return { getHistory: async () => ({ status: 200, body: await remembered.look() }) };
}
