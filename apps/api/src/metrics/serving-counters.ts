import { PLATFORMS, type Platform } from '@sets/contract';
import type { Counts } from '@sets/fleet';
import type { SubmitOutcome } from '@sets/jobs';
import type { Metrics } from '@sets/service-kit';

/** How submits were answered: from which tier, or by joining or starting a job. */
export interface ServingCounters {
  served(platform: Platform, outcome: SubmitOutcome): void;
  /** `submits/{platform}/{from}` */
  counts(): Promise<Counts>;
}

export function createServingCounters(metrics: Metrics): ServingCounters {
  const submits = metrics.counter<'platform' | 'from'>({
    name: 'sets_submits_total',
    help: 'Accepted submits by platform and by what answered them: a cache tier, a job under way, or a new job.',
    labels: ['platform', 'from'],
  });
  return {
    served: (platform, outcome) =>
      submits.increment({ platform, from: outcome.kind === 'hit' ? outcome.tier : outcome.kind }),
    async counts() {
      const counts: Record<string, number> = {};
      for (const platform of PLATFORMS) {
        for (const [from, count] of Object.entries(await submits.totalsBy('from', { platform }))) {
          counts[`submits/${platform}/${from}`] = count;
        }
      }
      return counts;
    },
  };
}
