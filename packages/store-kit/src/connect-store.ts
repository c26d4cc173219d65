import { Firestore } from '@google-cloud/firestore';
import { CloudTasksClient, v2beta3 } from '@google-cloud/tasks';
import { credentials } from '@grpc/grpc-js';
import { type Clock, type Random, systemRandom } from '@sets/clock';
import { workerUrlIn } from '@sets/contract';
import { type HostPort, noTracing } from '@sets/service-kit';
import { type CallContext, createCallContext, type SpanHook } from './call.ts';
import { createTaskQueues } from './cloud-tasks/create-task-queues.ts';
import { createLazyClient } from './cloud-tasks/lazy-client.ts';
import type { DocumentStore } from './documents/document-store.ts';
import { createDocumentStore } from './firestore/create-document-store.ts';
import type { TaskQueues } from './tasks/task-queues.ts';

/** What `jobs`, `fleet` and their like stand on. */
export interface Store {
  readonly documents: DocumentStore;
  readonly tasks: TaskQueues;
}

export interface ConnectStoreOptions {
  readonly project: string;
  /** Emulators; Google's own services when absent. */
  readonly firestoreEmulator?: HostPort | undefined;
  readonly cloudTasksEndpoint?: HostPort | undefined;
  /** `{region}` stands for the region of the queue. */
  readonly workerUrl: string;
  readonly tasksServiceAccount: string;
  readonly clock: Clock;
  /** Spreads retries. */
  readonly random?: Random;
  /** One answer of Firestore, as a caller waits for it. Default: 5 s. */
  readonly firestoreTimeoutMs?: number;
  /** One answer of Cloud Tasks. Default: 3 s: what waits for it is durable, and a sweeper creates tasks that are missing. */
  readonly tasksTimeoutMs?: number;
  readonly span?: SpanHook;
  /** Called for each client opened, so that it is closed again. */
  readonly defer: (name: string, release: () => unknown) => void;
}

export const FIRESTORE_TIMEOUT_MS = 5_000;
const TASKS_TIMEOUT_MS = 3_000;
/** How long the end of a process waits for answers that nobody waits for. */
const LAST_ANSWERS_MS = 500;
/** Making them takes 60 and 30 ms of CPU: after the start, and not both in one go. */
const CLIENT_WITHIN_MS = 500;
const STATS_CLIENT_WITHIN_MS = 1_000;

/** gRPC doubles its wait for the next connection up to two minutes: after an outage the service must be back at once. */
const RECONNECT = { 'grpc.max_reconnect_backoff_ms': 3_000 };

/** Opens the clients of Firestore and Cloud Tasks. Nothing is sent before the first operation. */
export function connectStore(options: ConnectStoreOptions): Store {
  const { clock, firestoreTimeoutMs = FIRESTORE_TIMEOUT_MS, tasksTimeoutMs = TASKS_TIMEOUT_MS } = options;
  const span = options.span ?? noTracing.span;
  const context = createCallContext({ clock, span, timeoutMs: firestoreTimeoutMs });
  const firestore = openFirestore(options, context);
  const { workerUrl, project } = options;
  const queues = {
    ...openCloudTasks(options),
    project,
    workerUrl: (region: string) => workerUrlIn(workerUrl, region),
    serviceAccountEmail: options.tasksServiceAccount,
    random: options.random ?? systemRandom,
  };
  return {
    documents: createDocumentStore({
      firestore,
      context,
    }),
    tasks: createTaskQueues(queues, createCallContext({ clock, span, timeoutMs: tasksTimeoutMs })),
  };
}

function openFirestore(
  { project, firestoreEmulator, defer }: ConnectStoreOptions,
  { clock, underway }: CallContext,
): Firestore {
  const firestore = new Firestore({
    projectId: project,
    ignoreUndefinedProperties: true,
    ...RECONNECT,
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
  // A read that its caller gave up is tried again by the client, and fails where nobody hears it once that is closed:
  // what does not end in time is left to the end of the process.
  defer('Firestore', async () => {
    if (await underway.ended(clock, LAST_ANSWERS_MS)) {
      await firestore.terminate();
    }
  });
  return firestore;
}

function openCloudTasks({ project, cloudTasksEndpoint, clock, defer }: ConnectStoreOptions) {
  const options = {
    projectId: project,
    ...RECONNECT,
    ...(cloudTasksEndpoint === undefined
      ? {}
      : {
          apiEndpoint: cloudTasksEndpoint.host,
          port: cloudTasksEndpoint.port,
          sslCreds: credentials.createInsecure(),
          clientOptions: { universeDomain: 'googleapis.com' },
        }),
  };
  const client = createLazyClient({ open: () => new CloudTasksClient(options), clock, withinMs: CLIENT_WITHIN_MS });
  defer('Cloud Tasks', client.close);
  const statsClient = createLazyClient({
    open: () => new v2beta3.CloudTasksClient(options),
    clock,
    withinMs: STATS_CLIENT_WITHIN_MS,
  });
  defer('Cloud Tasks statistics', statsClient.close);
  return { client: client.get, statsClient: statsClient.get };
}
