import type { PlatformConfig, ProcessParts } from '@sets/service-kit';
import { connectJobStore } from './connect-job-store.ts';
import { createCrashHook } from './crash-points.ts';
import type { JobStore } from './job-store.ts';

const HOUR_MS = 3_600_000;

/** The store that the environment describes; its clients are released with the process. */
export const connectConfiguredStore = (
  config: PlatformConfig,
  { clock, random, logger, lifecycle }: ProcessParts,
): JobStore =>
  connectJobStore({
    project: config.GOOGLE_CLOUD_PROJECT,
    firestoreEmulator: config.FIRESTORE_EMULATOR_HOST,
    cloudTasksEndpoint: config.CLOUD_TASKS_ENDPOINT,
    redisUrl: config.REDIS_URL,
    workerUrl: config.WORKER_URL,
    tasksServiceAccount: config.TASKS_SERVICE_ACCOUNT,
    policy: { freshMs: config.CACHE_TTL_HOURS * HOUR_MS },
    clock,
    random,
    logger,
    defer: lifecycle.defer,
    ...(config.CRASH_POINT === undefined ? {} : { crashPoint: createCrashHook(config.CRASH_POINT) }),
  });
