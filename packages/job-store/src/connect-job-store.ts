import { Firestore } from '@google-cloud/firestore';
import { CloudTasksClient, v2beta3 } from '@google-cloud/tasks';
import { credentials } from '@grpc/grpc-js';
import { EXTRACT_QUEUE } from '@sets/contract';
import type { Clock, HostPort, Random } from '@sets/service-kit';
import { Redis } from 'ioredis';
import { createMemoryTier } from './cache/memory-tier.ts';
import { createRedisTier } from './cache/redis-tier.ts';
import { createResultCache } from './cache/result-cache.ts';
import type { CrashHook } from './crash-points.ts';
import { createTaskDispatcher } from './dispatch/task-dispatcher.ts';
import { createJobStore, type JobStore } from './job-store.ts';
import { DEFAULT_JOB_POLICY, type JobPolicy } from './policy.ts';
import type { StoreLogger } from './store/store-logger.ts';

export interface ConnectJobStoreOptions {
  readonly project: string;
  /** Emulators; Google's own services when absent. */
  readonly firestoreEmulator?: HostPort | undefined;
  readonly cloudTasksEndpoint?: HostPort | undefined;
  readonly redisUrl?: string | undefined;
  /** `{region}` stands for the region of the queue. */
  readonly workerUrl: string;
  readonly tasksServiceAccount: string;
  readonly policy?: Partial<JobPolicy>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: StoreLogger;
  readonly crashPoint?: CrashHook;
  /** Called for each client opened, so that it is closed again. */
  readonly defer: (name: string, release: () => unknown) => void;
}

/** Bytes of results held in memory per instance; a result is a few KB. */
const MEMORY_BYTES = 64 * 1024 * 1024;
/** How long an instance may serve what was invalidated elsewhere. */
const MEMORY_TTL_MS = 10_000;
const REDIS_TTL_MS = 60_000;
const REDIS_COMMAND_MS = 100;

export function connectJobStore(options: ConnectJobStoreOptions): JobStore {
  const { project, firestoreEmulator, cloudTasksEndpoint, workerUrl, clock, logger, defer } = options;
  const firestore = new Firestore({
    projectId: project,
    ignoreUndefinedProperties: true,
    ...(firestoreEmulator === undefined
      ? {}
      : {
          servicePath: firestoreEmulator.host,
          port: firestoreEmulator.port,
          sslCreds: credentials.createInsecure(),
          customHeaders: { Authorization: 'Bearer owner' },
          // Without it the first call asks a metadata server that is not there; so it is for Cloud Tasks below.
          universeDomain: 'googleapis.com',
        }),
  });
  defer('Firestore', () => firestore.terminate());

  const tasks = {
    projectId: project,
    ...(cloudTasksEndpoint === undefined
      ? {}
      : {
          apiEndpoint: cloudTasksEndpoint.host,
          port: cloudTasksEndpoint.port,
          sslCreds: credentials.createInsecure(),
          clientOptions: { universeDomain: 'googleapis.com' },
        }),
  };
  const client = new CloudTasksClient(tasks);
  defer('Cloud Tasks', () => client.close());
  const statsClient = new v2beta3.CloudTasksClient(tasks);
  defer('Cloud Tasks statistics', () => statsClient.close());

  const policy = { ...DEFAULT_JOB_POLICY, ...options.policy };
  return createJobStore({
    firestore,
    dispatcher: createTaskDispatcher({
      client,
      statsClient,
      project,
      queue: EXTRACT_QUEUE,
      workerUrl: (region) => workerUrl.replaceAll('{region}', region),
      serviceAccountEmail: options.tasksServiceAccount,
      timeoutMs: policy.dispatchTimeoutMs,
    }),
    cache: createResultCache({
      memory: createMemoryTier({ maxBytes: MEMORY_BYTES, ttlMs: MEMORY_TTL_MS, clock }),
      ...redisTier(options),
    }),
    clock,
    random: options.random,
    logger,
    policy,
    ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
  });
}

function redisTier({ redisUrl, clock, logger, defer }: ConnectJobStoreOptions) {
  if (redisUrl === undefined) {
    return {};
  }
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: REDIS_COMMAND_MS,
    maxRetriesPerRequest: 0,
  });
  // Without a listener a refused connection would end the process; the tier itself reports what fails.
  redis.on('error', () => {});
  defer('Redis', () => redis.disconnect());
  return { redis: createRedisTier({ redis, ttlMs: REDIS_TTL_MS, clock, logger }) };
}
