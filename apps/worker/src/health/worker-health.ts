import type { Clock } from '@sets/clock';
import type { GenAiPool } from '@sets/genai-pool';
import type { WorkerHandlers } from '../app.ts';
import type { WorkerConfig } from '../config.ts';
import type { Slots } from '../jobs/slots.ts';
import { endpointHealth } from '../models/endpoint-health.ts';

export interface WorkerHealthDeps {
  readonly config: Pick<WorkerConfig, 'REGION' | 'VERSION' | 'ENVIRONMENT'>;
  readonly slots: Slots;
  readonly pool: GenAiPool;
  readonly clock: Clock;
  readonly isStopping: () => boolean;
}

/** This instance alone: what it works on and what its pool sees. The fleet's state is the API's to tell. */
export function workerHealth(deps: WorkerHealthDeps): WorkerHandlers['getHealth'] {
  const { config, slots, pool, clock, isStopping } = deps;
  const startedAt = clock.monotonic();
  return () => {
    const { endpoints } = pool.snapshot();
    const reachable = endpoints.some(({ circuit, availability }) => circuit !== 'open' && availability !== 'off');
    const seen = {
      service: 'worker',
      version: config.VERSION,
      region: config.REGION,
      environment: config.ENVIRONMENT,
      uptime_s: Math.round((clock.monotonic() - startedAt) / 1_000),
      active_jobs: slots.active,
      capacity: slots.capacity,
      endpoints: endpoints.map(endpointHealth),
    };
    return isStopping()
      ? { status: 503, body: { ...seen, status: 'down' } }
      : { status: 200, body: { ...seen, status: reachable ? 'ok' : 'degraded' } };
  };
}
