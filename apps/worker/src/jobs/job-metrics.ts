import { type Counts, histogramCounts, SPENT_USD } from '@sets/fleet';
import type { Metrics } from '@sets/service-kit';
import type { RunOutcome } from './run-outcome.ts';

const ENDINGS: ReadonlySet<RunOutcome> = new Set(['succeeded', 'declined', 'failed']);

export interface JobMetrics {
  /** `ageS`: seconds since the job was accepted. */
  ended(outcome: RunOutcome, ageS: number): void;
  /** What attempts cost here, in US dollars, as it is spent. */
  spent(usd: number): void;
  /** By the names under which the fleet adds them up. */
  counts(): Promise<Counts>;
}

const BUCKETS_S = [0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 15, 20, 30, 60, 120, 300, 900, 3_600];

export function createJobMetrics(metrics: Metrics): JobMetrics {
  const outcomes = metrics.counter<'outcome'>({
    name: 'sets_job_attempts_total',
    help: 'Claimed jobs by what became of the attempt.',
    labels: ['outcome'],
  });
  const duration = metrics.histogram({
    name: 'sets_job_duration_seconds',
    help: 'Time from the acceptance of a job to its end.',
    buckets: BUCKETS_S,
  });
  const spent = metrics.counter<never>({
    name: 'sets_spent_usd_total',
    help: 'What attempts cost, in US dollars: models, credits of the scraper, staged media.',
    labels: [],
  });
  return {
    spent: (usd) => spent.increment({}, usd),
    ended(outcome, ageS) {
      outcomes.increment({ outcome });
      if (ENDINGS.has(outcome)) {
        duration.observe({}, ageS);
      }
    },
    async counts() {
      return {
        'jobs/succeeded': await outcomes.total({ outcome: 'succeeded' }),
        'jobs/declined': await outcomes.total({ outcome: 'declined' }),
        'jobs/failed': await outcomes.total({ outcome: 'failed' }),
        [SPENT_USD]: await spent.total({}),
        ...histogramCounts('job_ms', await duration.counts(), 1_000),
      };
    },
  };
}
