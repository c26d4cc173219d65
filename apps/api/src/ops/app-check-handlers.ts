import { reportAppCheck } from '@sets/callers';
import { isoTime } from '@sets/clock';
import { APP_CHECK_HOURS } from '@sets/contract';
import { addCounts, type Fleet, type StatsFlusher } from '@sets/fleet';
import type { ApiConfig } from '../config.ts';
import type { ApiHandlers } from '../http/api-handlers.ts';

export interface AppCheckHandlersDeps {
  readonly config: Pick<ApiConfig, 'APP_CHECK_MODE'>;
  readonly store: { readonly fleet: Pick<Fleet, 'stats'> };
  /** This instance's own counters, which are not all flushed yet. */
  readonly stats: Pick<StatsFlusher, 'pending'>;
}

export const appCheckHandlers = ({ config, store, stats }: AppCheckHandlersDeps): ApiHandlers<'getAppCheck'> => ({
  async getAppCheck() {
    const [{ sinceMs, counts }, pending] = await Promise.all([store.fleet.stats(APP_CHECK_HOURS), stats.pending()]);
    const { groups, verifiedShare, safeToEnforce, obstacles } = reportAppCheck(addCounts(counts, pending));
    return {
      status: 200,
      body: {
        mode: config.APP_CHECK_MODE,
        since: isoTime(sinceMs),
        groups: [...groups],
        verified_share: verifiedShare,
        safe_to_enforce: safeToEnforce,
        obstacles: [...obstacles],
      },
    };
  },
});
