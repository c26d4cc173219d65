import type { Platform } from '@sets/contract';
import type { SubmitOutcome } from '@sets/job-store';
import type { Counter, Metrics } from '@sets/service-kit';

/** How submits were answered: from which tier, or by joining or starting a job. */
export interface ServingCounters {
  served(platform: Platform, outcome: SubmitOutcome): void;
  readonly submits: Counter<'platform' | 'from'>;
}

export function createServingCounters(metrics: Metrics): ServingCounters {
  const submits = metrics.counter<'platform' | 'from'>({
    name: 'sets_submits_total',
    help: 'Accepted submits by platform and by what answered them: a cache tier, a job under way, or a new job.',
    labels: ['platform', 'from'],
  });
  return {
    submits,
    served: (platform, outcome) =>
      submits.increment({ platform, from: outcome.kind === 'hit' ? outcome.tier : outcome.kind }),
  };
}
