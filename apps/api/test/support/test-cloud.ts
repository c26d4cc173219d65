import { startCloudTasksEmulator } from '@sets/cloud-tasks-emulator';
import { EXTRACT_QUEUE } from '@sets/contract';
import { startFirestoreEmulator } from '@sets/firestore-emulator';
import { startHeartbeat } from '@sets/fleet';
import { connectJobStore, type JobPolicy, type JobStore } from '@sets/jobs';
import { type ApiInstanceOptions, startApiInstance } from './api-instance.ts';
import { REGIONS, type Region } from './fixtures.ts';
import { startReceivingWorker } from './receiving-worker.ts';
import { createShiftableClock } from './shiftable-clock.ts';
import { startShortLinks } from './short-links.ts';

export const PROJECT = 'sets-test';
export const queueName = (region: string): string => `projects/${PROJECT}/locations/${region}/queues/${EXTRACT_QUEUE}`;

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Both emulators, a worker that only takes tasks in, and as many API instances as a test starts; all on free ports. */
export async function startTestCloud({ policy = {} }: { readonly policy?: Partial<JobPolicy> } = {}) {
  const clock = createShiftableClock();
  const opened = new AsyncDisposableStack();
  const firestore = await startFirestoreEmulator({ port: 0, file: ':memory:', clock });
  opened.defer(() => firestore.close());
  const tasks = await startCloudTasksEmulator({
    ...{ port: 0, jwksPort: 0, file: ':memory:', clock },
    queues: REGIONS.map((region) => ({ name: queueName(region) })),
  });
  opened.defer(() => tasks.close());
  const tasksArriveAt = await startReceivingWorker();
  opened.defer(tasksArriveAt.close);
  const shortLinks = await startShortLinks();
  opened.defer(shortLinks.close);

  const connect = (): JobStore =>
    connectJobStore({
      project: PROJECT,
      firestoreEmulator: { host: firestore.host, port: firestore.port },
      cloudTasksEndpoint: { host: tasks.host, port: tasks.port },
      workerUrl: tasksArriveAt.workerUrl,
      tasksServiceAccount: 'tasks@sets-test.iam.gserviceaccount.com',
      policy,
      clock,
      random: Math.random,
      logger: silent,
      defer: (_name, release) =>
        opened.defer(async () => {
          await release();
        }),
    });
  /** A worker's own connection: what it stores, the API has to read. */
  const worker = connect();

  return {
    clock,
    firestore,
    tasks,
    tasksArriveAt,
    shortLinks,
    worker,
    async startApi(options: Pick<ApiInstanceOptions, 'env' | 'upstreamsOut'> = {}) {
      const api = await startApiInstance({ ...options, clock, store: connect(), shortLinks });
      opened.defer(api.close);
      return api;
    },
    /** Makes the fleet believe in a worker there. */
    async workerIn(region: Region): Promise<void> {
      const heartbeat = startHeartbeat(worker.context, {
        ...{ instance: `worker-${region}`, service: 'worker' as const, region, version: 'test' },
        load: () => ({ active_jobs: 3, capacity: 80, endpoints: [endpointIn(region)] }),
      });
      opened.defer(() => heartbeat.stop());
      await heartbeat.beat();
    },
    close: () => opened.disposeAsync(),
  };
}
export type TestCloud = Awaited<ReturnType<typeof startTestCloud>>;

const endpointIn = (location: string) => ({
  model: 'gemini-test',
  location,
  circuit: 'closed' as const,
  in_flight: 1,
  concurrency_limit: 20,
  latency_ms: 900,
  cooldown_until: null,
});
