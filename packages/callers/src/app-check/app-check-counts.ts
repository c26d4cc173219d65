import type { MetricsFactory } from '@sets/service-kit';
import { APP_PLATFORMS, type AppPlatform } from './platform-of.ts';

export const APP_CHECK_OUTCOMES = ['verified', 'unverified', 'invalid', 'undetermined'] as const;
/** `unverified`: without a token. `undetermined`: the keys to check it with could not be had. */
export type AppCheckOutcome = (typeof APP_CHECK_OUTCOMES)[number];

export interface AppCheckCounts {
  /** `app`: null when nobody says which. */
  count(outcome: AppCheckOutcome, app: string | null, platform: AppPlatform): void;
  /** This instance's, by the names under which the fleet adds them up: `app_check/{outcome}/{platform}/{app}`. */
  read(): Promise<Readonly<Record<string, number>>>;
}

export const UNKNOWN_APP = 'unknown';

export function createAppCheckCounts(metrics: MetricsFactory): AppCheckCounts {
  const requests = metrics.counter<'outcome' | 'app' | 'platform'>({
    name: 'sets_app_check_requests_total',
    help: 'Requests of clients by what became of their App Check token, by app and platform.',
    labels: ['outcome', 'app', 'platform'],
  });
  return {
    count: (outcome, app, platform) => requests.increment({ outcome, app: app ?? UNKNOWN_APP, platform }),
    async read() {
      const counts: Record<string, number> = {};
      for (const outcome of APP_CHECK_OUTCOMES) {
        for (const platform of APP_PLATFORMS) {
          for (const [app, count] of Object.entries(await requests.totalsBy('app', { outcome, platform }))) {
            counts[`app_check/${outcome}/${platform}/${app}`] = count;
          }
        }
      }
      return counts;
    },
  };
}
