import type { PlatformConfig, ProcessParts } from '@sets/service-kit';
import { connectStore, type Store } from './connect-store.ts';

/** The store that the environment describes; its clients are released with the process. */
export const connectConfiguredStore = (config: PlatformConfig, { clock, lifecycle, tracer }: ProcessParts): Store =>
  connectStore({
    project: config.GOOGLE_CLOUD_PROJECT,
    firestoreEmulator: config.FIRESTORE_EMULATOR_HOST,
    cloudTasksEndpoint: config.CLOUD_TASKS_ENDPOINT,
    workerUrl: config.WORKER_URL,
    tasksServiceAccount: config.TASKS_SERVICE_ACCOUNT,
    clock,
    span: tracer.span,
    defer: lifecycle.defer,
  });
