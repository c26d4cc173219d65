import { createCloudRunService, type ScaleInput, startScaling } from '@sets/fleet';
import type { MetricsFactory, ProcessParts } from '@sets/service-kit';
import type { WorkerHandlers } from '../app.ts';
import type { WorkerStore } from '../compose-store.ts';
import type { WorkerConfig } from '../config.ts';
import { createDepthGauge } from './depth-gauge.ts';

export interface Scaling {
  /** Cloud Scheduler's minute call: the dead-man's switch of the loop. */
  readonly handle: WorkerHandlers['scale'];
  start(): void;
}

const SCHEDULER = 'scheduler';
const OFF = { outcome: 'off', depth: null, active: 0, workers: 0, wanted: 0, concurrency: 0, used_up: false } as const;

/** The region's scaling, decided by whichever of its workers is first; nothing where SCALE_SERVICE is not set. */
export function composeScaling(
  config: WorkerConfig,
  { clock, logger, lifecycle }: ProcessParts,
  { fleet, metrics }: Pick<WorkerStore, 'fleet'> & { readonly metrics: Pick<MetricsFactory, 'gauge'> },
  owner: string,
): Scaling {
  const input = scaleInputOf(config, owner);
  if (input === null) {
    return { handle: () => ({ status: 200, body: { region: config.REGION, ...OFF } }), start: () => {} };
  }
  const depth = createDepthGauge(metrics, clock);
  const watched = {
    async scale(asked: ScaleInput) {
      const report = await fleet.scale(asked);
      depth.note(report);
      return report;
    },
  };
  return {
    handle: async () => ({ status: 200, body: await watched.scale({ ...input, actor: SCHEDULER }) }),
    start: () => lifecycle.defer('scaling', startScaling({ fleet: watched, input, clock, logger }).stop),
  };
}

/** What decisions of this region go by; null where nobody scales. */
export function scaleInputOf(config: WorkerConfig, actor: string): ScaleInput | null {
  const { SCALE_SERVICE: service, REGION: region, GOOGLE_CLOUD_PROJECT: project } = config;
  if (service === undefined) {
    return null;
  }
  return {
    ...{ region, actor, slots: config.MAX_CONCURRENT_PROCESSING },
    ...{ jobsPerInstanceS: config.SCALE_JOBS_PER_WORKER_S, holdMs: config.SCALE_HOLD_S * 1_000 },
    limits: {
      ...{ floor: config.SCALE_FLOOR, ceiling: config.SCALE_CEILING, peaks: config.SCALE_PEAKS },
      workerHoursPerDay: config.SCALE_WORKER_HOURS_PER_DAY,
    },
    service: createCloudRunService({
      ...{ project, region, service, baseUrl: config.CLOUD_RUN_BASE_URL, accessToken: ofThisInstance },
    }),
  };
}

/** Loaded by the first decision: a start has better things to do. */
async function ofThisInstance(): Promise<string> {
  const { Compute } = await import('google-auth-library');
  const { token } = await new Compute().getAccessToken();
  if (token === null || token === undefined) {
    throw new Error('The metadata server gives no access token');
  }
  return token;
}
