import type { Clock } from '@sets/clock';
import type { GenAiPool } from '@sets/genai-pool';
import type { RequestHandler } from 'express';
import type { WorkerConfig } from '../config.ts';
import type { Slots } from '../jobs/slots.ts';

export interface WorkerHealthDeps {
  readonly config: Pick<WorkerConfig, 'REGION' | 'VERSION' | 'ENVIRONMENT'>;
  readonly slots: Slots;
  readonly pool: GenAiPool;
  readonly clock: Clock;
  readonly isStopping: () => boolean;
}

/** This instance alone: what it works on and what its pool sees. The fleet's state is the API's to tell. */
export function workerHealth({ config, slots, pool, clock, isStopping }: WorkerHealthDeps): RequestHandler {
  const startedAt = clock.monotonic();
  return (_request, response) => {
    const { endpoints } = pool.snapshot();
    const reachable = endpoints.some(({ admission }) => admission !== 'blocked');
    response.status(isStopping() ? 503 : 200).json({
      status: isStopping() ? 'down' : reachable ? 'ok' : 'degraded',
      service: 'worker',
      version: config.VERSION,
      region: config.REGION,
      environment: config.ENVIRONMENT,
      uptime_s: Math.round((clock.monotonic() - startedAt) / 1_000),
      active_jobs: slots.active,
      capacity: slots.capacity,
      endpoints,
    });
  };
}
