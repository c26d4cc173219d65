import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudTasksEmulator, startCloudTasksEmulator } from '@sets/cloud-tasks-emulator';
import { EXTRACT_QUEUE, TASK_ROUTES, WEBHOOKS_QUEUE, workerUrlIn } from '@sets/contract';
import { type FirestoreEmulator, startFirestoreEmulator } from '@sets/firestore-emulator';
import { type Lifecycle, regionsOf } from '@sets/service-kit';
import { type Simulators, startSimulators } from '@sets/upstream-simulators';
import type { LocalCloudConfig } from './config.ts';

export interface LocalCloud {
  readonly firestore: FirestoreEmulator;
  readonly cloudTasks: CloudTasksEmulator;
  readonly simulators: Simulators;
}

const SWEEP_EVERY_MS = 60_000;

/** More than all receivers that hang may hold, since a delivery waits for its receiver inside a dispatch. */
const WEBHOOKS_AT_ONCE = 500;

const QUEUE_LIMITS = {
  retryConfig: { maxAttempts: -1, minBackoff: { seconds: 1 }, maxBackoff: { seconds: 30 }, maxDoublings: 5 },
};

export async function startLocalCloud(
  config: LocalCloudConfig,
  { defer }: Pick<Lifecycle, 'defer'>,
): Promise<LocalCloud> {
  const directory = config.LOCAL_CLOUD_DIRECTORY;
  mkdirSync(directory, { recursive: true });
  const firestore = await startFirestoreEmulator({
    port: config.FIRESTORE_EMULATOR_PORT,
    file: join(directory, 'firestore.sqlite'),
  });
  defer('Firestore emulator', () => firestore.close());

  const regions = regionsOf(config);
  const cloudTasks = await startCloudTasksEmulator({
    port: config.CLOUD_TASKS_EMULATOR_PORT,
    jwksPort: config.CLOUD_TASKS_JWKS_PORT,
    file: join(directory, 'cloud-tasks.sqlite'),
    queues: regions.flatMap((region) => {
      const location = `projects/${config.GOOGLE_CLOUD_PROJECT}/locations/${region}`;
      return [
        {
          name: `${location}/queues/${EXTRACT_QUEUE}`,
          ...QUEUE_LIMITS,
          // Never more than the slots behind it: a push without a slot is a 429, which slows the whole queue.
          rateLimits: { maxDispatchesPerSecond: 500, maxConcurrentDispatches: config.QUEUE_CONCURRENCY },
        },
        {
          name: `${location}/queues/${WEBHOOKS_QUEUE}`,
          ...QUEUE_LIMITS,
          rateLimits: { maxDispatchesPerSecond: 500, maxConcurrentDispatches: WEBHOOKS_AT_ONCE },
        },
      ];
    }),
    schedules: regions.map((region) => ({
      name: `sweep-${region}`,
      everyMs: SWEEP_EVERY_MS,
      url: workerUrlIn(config.WORKER_URL, region) + TASK_ROUTES.sweep,
      audience: workerUrlIn(config.WORKER_URL, region),
      serviceAccountEmail: config.SCHEDULER_SERVICE_ACCOUNT,
    })),
  });
  defer('Cloud Tasks emulator', () => cloudTasks.close());

  const simulators = await startSimulators({
    port: config.SIMULATORS_PORT,
    locationPorts: config.GEMINI_LOCATION_PORTS,
    mode: config.SIMULATOR_LATENCY,
    postsFile: join(directory, 'posts.jsonl'),
    requireTokens: true,
  });
  defer('simulators', () => simulators.close());
  return { firestore, cloudTasks, simulators };
}
