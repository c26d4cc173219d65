import { Firestore } from '@google-cloud/firestore';
import { CloudTasksClient, v2beta3 } from '@google-cloud/tasks';
import { credentials } from '@grpc/grpc-js';
import { EXTRACT_QUEUE } from '@sets/contract';
import type { Clock, HostPort, Random } from '@sets/service-kit';
import {
  createStoreContext,
  DEFAULT_STORE_POLICY,
  type StoreContext,
  type StorePolicy,
} from './store/store-context.ts';
import type { StoreLogger } from './store/store-logger.ts';
import { createTaskDispatcher } from './tasks/task-dispatcher.ts';

export interface ConnectStoreOptions {
  readonly project: string;
  /** Emulators; Google's own services when absent. */
  readonly firestoreEmulator?: HostPort | undefined;
  readonly cloudTasksEndpoint?: HostPort | undefined;
  /** `{region}` stands for the region of the queue. */
  readonly workerUrl: string;
  readonly tasksServiceAccount: string;
  readonly policy?: Partial<StorePolicy>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: StoreLogger;
  /** Called for each client opened, so that it is closed again. */
  readonly defer: (name: string, release: () => unknown) => void;
}

/** Opens the clients of Firestore and Cloud Tasks. */
export function connectStore(options: ConnectStoreOptions): StoreContext {
  const { project, firestoreEmulator, cloudTasksEndpoint, workerUrl, clock, random, logger, defer } = options;
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

  const policy = { ...DEFAULT_STORE_POLICY, ...options.policy };
  const dispatcher = createTaskDispatcher({
    client,
    statsClient,
    project,
    queue: EXTRACT_QUEUE,
    workerUrl: (region) => workerUrl.replaceAll('{region}', region),
    serviceAccountEmail: options.tasksServiceAccount,
    timeoutMs: policy.dispatchTimeoutMs,
  });
  return createStoreContext({ firestore, dispatcher, clock, random, logger, policy });
}
