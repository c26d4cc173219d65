import type { Metrics } from '@sets/service-kit';
import type { DispatchTroubleView } from './dispatch-trouble.ts';

/** Shows what queues have refused. */
export function createRefusalGauge(
  metrics: Pick<Metrics, 'gauge'>,
  jobs: { dispatchTrouble(): DispatchTroubleView },
): void {
  metrics.gauge({
    name: 'sets_task_refusals',
    help: 'Tasks that Cloud Tasks refused for a reason that no retry mends, since the process began.',
    read: () => jobs.dispatchTrouble().refusals,
  });
}
