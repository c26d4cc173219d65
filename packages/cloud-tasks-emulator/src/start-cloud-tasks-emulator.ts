import { type Clock, type Random, systemClock, systemRandom } from '@sets/clock';
import { openDatabase, refuseWrites } from './database.ts';
import { ensureQueue, type QueueDefinition } from './ensure-queue.ts';
import { createFaults, type Faults } from './faults.ts';
import { startGrpcServer } from './grpc-server.ts';
import { createHttpSender } from './http-send.ts';
import { startJwksServer } from './jwks-server.ts';
import type { QueueState } from './model.ts';
import { createTokenIssuer, loadOrCreateSigningKey } from './oidc-tokens.ts';
import { createQueueApi } from './queue-api.ts';
import type { QueueCounts } from './queue-counters.ts';
import { createQueueRegistry } from './queue-registry.ts';
import { createQueueStore } from './queue-store.ts';
import { type Schedule, startScheduler } from './scheduler.ts';
import { createSigningKeyStore } from './signing-key-store.ts';
import { createTaskApi } from './task-api.ts';
import { createTaskDelivery } from './task-delivery.ts';
import { createTaskStore } from './task-store.ts';

export interface CloudTasksEmulatorOptions {
  /** 0 picks a free port, here and for `jwksPort`. */
  readonly port: number;
  readonly jwksPort: number;
  readonly host?: string;
  /** SQLite file, or ':memory:'. */
  readonly file: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** `iss` of the tokens; by default the address of the JWKS endpoint. */
  readonly issuer?: string;
  /** Created when missing, else set to the limits given, as infrastructure code would; a pause outlives that. */
  readonly queues?: readonly QueueDefinition[];
  readonly schedules?: readonly Schedule[];
}

export interface QueueOverview {
  readonly name: string;
  readonly state: QueueState;
  /** Tasks in the queue, running and scheduled ones included. */
  readonly depth: number;
  readonly inFlight: number;
  readonly effectiveRate: number;
  readonly counts: QueueCounts;
}

export interface CloudTasksControls {
  readonly faults: Faults;
  queues(): QueueOverview[];
  /** Tasks in the queue of that full name. */
  depth(queue: string): number;
  scheduleRuns(): Readonly<Record<string, { readonly ok: number; readonly failed: number }>>;
}

export interface CloudTasksEmulator {
  readonly host: string;
  readonly port: number;
  readonly jwksPort: number;
  readonly issuer: string;
  readonly jwksUri: string;
  readonly controls: CloudTasksControls;
  /** Aborts running dispatches, which stay in the queue, and releases everything. */
  close(): Promise<void>;
}

export async function startCloudTasksEmulator(options: CloudTasksEmulatorOptions): Promise<CloudTasksEmulator> {
  const { host = '127.0.0.1', clock = systemClock, random = systemRandom } = options;
  await using opened = new AsyncDisposableStack();

  const database = openDatabase(options.file);
  opened.defer(() => database.close());
  const tasks = createTaskStore(database);
  const { faults, points } = createFaults({ clock, random, setStorageFull: (on) => refuseWrites(database, on) });

  const key = await loadOrCreateSigningKey(createSigningKeyStore(database));
  const jwks = await startJwksServer({
    host,
    port: options.jwksPort,
    publicJwk: key.publicJwk,
    ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
  });
  opened.defer(() => jwks.close());
  const tokens = await createTokenIssuer(key, jwks.issuer, clock);

  const sender = createHttpSender(clock);
  opened.defer(() => sender.close());
  const registry = createQueueRegistry({
    queues: createQueueStore(database),
    tasks,
    deliver: createTaskDelivery(sender, tokens),
    clock,
    random,
    faults: points,
  });
  opened.defer(() => registry.stop());

  const methods = {
    ...createQueueApi({ registry, tasks, clock, deniedRights: points.deniedRights }),
    ...createTaskApi({ registry, tasks, clock }),
  };
  const grpc = await startGrpcServer({ host, port: options.port, methods, faults: points });
  opened.defer(() => grpc.close());

  registry.start();
  for (const queue of options.queues ?? []) {
    ensureQueue(registry, queue);
  }
  const scheduler = startScheduler(options.schedules ?? [], { clock, sender, tokens });
  opened.defer(() => scheduler.stop());

  const resources = opened.move();
  return {
    host,
    port: grpc.port,
    jwksPort: jwks.port,
    issuer: jwks.issuer,
    jwksUri: `http://${host}:${jwks.port}/jwks`,
    controls: {
      faults,
      queues: () =>
        registry.all().map(({ queue, runner }) => ({
          name: queue.name,
          state: queue.state,
          depth: tasks.count(queue.name),
          inFlight: runner.inFlight(),
          effectiveRate: runner.effectiveRate(),
          counts: runner.counters.snapshot(),
        })),
      depth: (queue) => tasks.count(queue),
      scheduleRuns: () => scheduler.runs(),
    },
    close: () => resources.disposeAsync(),
  };
}
