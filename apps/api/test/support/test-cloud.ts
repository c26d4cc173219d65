import { callersConfigShape } from '@sets/callers/config';
import type { Clock } from '@sets/clock';
import { createManualClock } from '@sets/clock/testing';
import { startCloudTasksEmulator } from '@sets/cloud-tasks-emulator';
import { type EndpointHealth, EXTRACT_QUEUE, WEBHOOKS_QUEUE } from '@sets/contract';
import { startFirestoreEmulator } from '@sets/firestore-emulator';
import {
  createMetrics,
  type Environment,
  type EventLoopLag,
  noTracing,
  parseConfig,
  platformConfigShape,
  silentLogger,
} from '@sets/service-kit';
import { expect } from 'vitest';
import { z } from 'zod';
import { composeStore } from '../../src/compose-store.ts';
import { startApiInstance } from './api-instance.ts';
import { REGIONS, type Region } from './fixtures.ts';
import { startReceivingWorker } from './receiving-worker.ts';
import { startShortLinks } from './short-links.ts';

export const PROJECT = 'sets-test';
export const queueName = (region: string, queue = EXTRACT_QUEUE): string =>
  `projects/${PROJECT}/locations/${region}/queues/${queue}`;

/** Where the API asks for models and posts unless a test has stand-ins for them: never outside. */
const NOBODY = 'http://127.0.0.1:1';

/** All tests come from one address, and their time stands still. */
const NO_LIMITS: Environment = {
  RATE_LIMIT_REQUESTS: '1000000',
  RATE_LIMIT_READS: '1000000',
  RATE_LIMIT_RESULTS: '1000000',
  RATE_LIMIT_REFUSALS: '1000000',
};

/**
 * Both emulators, a worker that only takes tasks in, and as many API instances as a test starts; all on free ports and
 * on one clock that stands still until the test moves it.
 */
export async function startTestCloud(common: Environment = {}) {
  const clock = createManualClock();
  const opened = new AsyncDisposableStack();
  const firestore = await startFirestoreEmulator({ port: 0, file: ':memory:', clock });
  opened.defer(() => firestore.close());
  const tasks = await startCloudTasksEmulator({
    ...{ port: 0, jwksPort: 0, file: ':memory:', clock },
    queues: REGIONS.flatMap((region) => [{ name: queueName(region) }, { name: queueName(region, WEBHOOKS_QUEUE) }]),
  });
  opened.defer(() => tasks.close());
  const tasksArriveAt = await startReceivingWorker();
  opened.defer(tasksArriveAt.close);
  const shortLinks = await startShortLinks();
  opened.defer(shortLinks.close);

  const env: Environment = {
    GOOGLE_CLOUD_PROJECT: PROJECT,
    // The API has a region of its own, so that workers alone speak for theirs.
    REGION: 'us-west1',
    PRIMARY_REGION: REGIONS[0],
    SECONDARY_REGIONS: REGIONS.slice(1).join(),
    FIRESTORE_EMULATOR_HOST: `${firestore.host}:${firestore.port}`,
    CLOUD_TASKS_ENDPOINT: `${tasks.host}:${tasks.port}`,
    WORKER_URL: tasksArriveAt.workerUrl,
    OUTBOUND_ALLOW: shortLinks.address,
    SHORT_LINK_BASE_URL: shortLinks.baseUrl,
    ...NO_LIMITS,
    ...{ GEMINI_BASE_URL: NOBODY, SCRAPECREATORS_BASE_URL: NOBODY, OIDC_ISSUER: tasks.issuer },
    ...common,
  };
  const connect = (storeClock: Clock) =>
    composeStore(parseConfig(z.object({ ...platformConfigShape, ...callersConfigShape }), env), {
      clock: storeClock,
      random: Math.random,
      metrics: createMetrics({ service: 'worker', region: REGIONS[0] }),
      logger: silentLogger,
      tracer: noTracing,
      lifecycle: {
        defer: (_name, release) =>
          opened.defer(async () => {
            await release();
          }),
      },
    });
  /** A worker's own connection: what it stores, the API has to read. */
  const worker = connect(clock);
  const speaking = connect({ ...clock, schedule: () => () => {} });

  return {
    clock,
    firestore,
    tasks,
    tasksArriveAt,
    shortLinks,
    worker,
    async startApi(own: Environment = {}, eventLoopLag?: EventLoopLag) {
      const api = await startApiInstance(clock, { ...env, ...own }, eventLoopLag);
      opened.defer(async () => expect(await api.close()).toEqual([]));
      return api;
    },
    /** One sign of life of a worker in that region; nobody repeats it. */
    async workerIn(region: Region, circuit: EndpointHealth['circuit'] = 'closed'): Promise<void> {
      const heartbeat = speaking.fleet.startHeartbeat({
        ...{ instance: `worker-${region}`, service: 'worker' as const, region, version: 'test' },
        load: () => ({ active_jobs: 3, capacity: 80, endpoints: [endpointIn(region, circuit)] }),
      });
      await heartbeat.beat();
    },
    close: () => opened.disposeAsync(),
  };
}
export type TestCloud = Awaited<ReturnType<typeof startTestCloud>>;

const endpointIn = (location: string, circuit: EndpointHealth['circuit']): EndpointHealth => ({
  model: 'gemini-test',
  location,
  circuit,
  in_flight: 1,
  concurrency_limit: 20,
  concurrency_ceiling: null,
  latency_ms: 900,
  cooldown_until: null,
});
