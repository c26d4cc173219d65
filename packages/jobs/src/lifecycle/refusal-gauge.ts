import type { Metrics } from '@sets/service-kit';
import type { DispatchTroubleView } from './dispatch-trouble.ts';

/** Shows what queues have refused; call the returned function before the metrics are exposed. */
export function createRefusalGauge(
  metrics: Pick<Metrics, 'gauge'>,
  jobs: { dispatchTrouble(): DispatchTroubleView },
): () => void {
  const gauge = metrics.gauge<never>({
    name: 'sets_task_refusals',
    help: 'Tasks that Cloud Tasks refused for a reason that no retry mends, since the process began.',
    labels: [],
  });
  return () => gauge.set({}, jobs.dispatchTrouble().refusals);
}
