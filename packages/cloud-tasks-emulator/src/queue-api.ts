import type { Clock } from '@sets/clock';
import type { Queue, QueueState } from './model.ts';
import { applyQueueUpdate, readQueue, writeQueue } from './queue-codec.ts';
import type { QueueRegistry } from './queue-registry.ts';
import { checkLocationName, checkQueueName } from './resource-names.ts';
import { invalidArgument } from './rpc-error.ts';
import type { TaskStore } from './task-store.ts';
import { toWireTime, type WireQueue } from './wire.ts';

/** Largest page of ListQueues. */
const MAX_PAGE = 9800;

interface NameRequest {
  readonly name?: string;
}

export interface GetQueueRequest extends NameRequest {
  /** v2beta3 only. `stats` is answered only when named here. */
  readonly readMask?: { readonly paths?: readonly string[] };
}

export interface ListRequest {
  readonly parent?: string;
  readonly filter?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface CreateQueueRequest {
  readonly parent?: string;
  readonly queue?: WireQueue;
}

export interface UpdateQueueRequest {
  readonly queue?: WireQueue;
  readonly updateMask?: { readonly paths?: readonly string[] };
}

export interface TestIamPermissionsRequest {
  readonly resource?: string;
  readonly permissions?: readonly string[];
}

export interface QueueApiDeps {
  readonly registry: QueueRegistry;
  readonly tasks: TaskStore;
  readonly clock: Clock;
  /** Permissions that the caller lacks. */
  readonly deniedRights: () => ReadonlySet<string>;
}

/** The queue methods: request message in, response message out. */
export function createQueueApi({ registry, tasks, clock, deniedRights }: QueueApiDeps) {
  function stats(name: string): NonNullable<WireQueue['stats']> {
    const runner = registry.runner(name);
    const earliest = tasks.earliestSchedule(name);
    return {
      tasksCount: tasks.count(name),
      ...(earliest === null ? {} : { oldestEstimatedArrivalTime: toWireTime(earliest) }),
      executedLastMinuteCount: runner.counters.executedLastMinute(),
      concurrentDispatchesCount: runner.inFlight(),
      effectiveExecutionRate: runner.effectiveRate(),
    };
  }

  function setState(name: string | undefined, state: QueueState): WireQueue {
    const queue = registry.get(checkQueueName(name));
    return writeQueue(registry.save({ ...queue, state }));
  }

  return {
    createQueue({ parent, queue = {} }: CreateQueueRequest): WireQueue {
      const location = checkLocationName(parent);
      const name = checkQueueName(queue.name);
      if (!name.startsWith(`${location}/queues/`)) {
        throw invalidArgument(`${name} must begin with ${location}.`);
      }
      return writeQueue(registry.create(readQueue(name, queue)));
    },

    testIamPermissions({ resource, permissions = [] }: TestIamPermissionsRequest) {
      registry.get(checkQueueName(resource));
      const denied = deniedRights();
      return { permissions: permissions.filter((permission) => !denied.has(permission)) };
    },

    getQueue({ name, readMask }: GetQueueRequest): WireQueue {
      const queue = registry.get(checkQueueName(name));
      const all = writeQueue(queue);
      const paths = readMask?.paths ?? [];
      if (paths.length === 0) {
        return all;
      }
      const groups = new Set(paths.map((path) => path.split('.')[0]));
      const wanted = (path: string) => groups.has('*') || groups.has(path);
      return {
        ...(wanted('name') ? { name: queue.name } : {}),
        ...(wanted('rate_limits') && all.rateLimits ? { rateLimits: all.rateLimits } : {}),
        ...(wanted('retry_config') && all.retryConfig ? { retryConfig: all.retryConfig } : {}),
        ...(wanted('state') ? { state: queue.state } : {}),
        ...(wanted('purge_time') && all.purgeTime ? { purgeTime: all.purgeTime } : {}),
        ...(wanted('stats') ? { stats: stats(queue.name) } : {}),
      };
    },

    listQueues({ parent, filter, pageSize, pageToken = '' }: ListRequest): {
      queues: WireQueue[];
      nextPageToken: string;
    } {
      const location = checkLocationName(parent);
      if (filter) {
        throw invalidArgument('The emulator does not filter queues.');
      }
      const limit = Math.min(pageSize || MAX_PAGE, MAX_PAGE);
      const page = registry.list(location, pageToken, limit + 1);
      const shown = page.slice(0, limit);
      return {
        queues: shown.map(writeQueue),
        nextPageToken: page.length > limit ? (shown.at(-1)?.name ?? '') : '',
      };
    },

    updateQueue({ queue = {}, updateMask }: UpdateQueueRequest): WireQueue {
      const name = checkQueueName(queue.name);
      const current: Queue | null = registry.find(name);
      // "This method creates the queue if it does not exist."
      if (current === null) {
        return writeQueue(registry.create(readQueue(name, queue)));
      }
      return writeQueue(registry.save(applyQueueUpdate(current, queue, updateMask?.paths ?? [])));
    },

    deleteQueue({ name }: NameRequest): Record<string, never> {
      registry.remove(checkQueueName(name));
      return {};
    },

    purgeQueue({ name }: NameRequest): WireQueue {
      const queue = registry.get(checkQueueName(name));
      const now = clock.now();
      registry.runner(queue.name).counters.count('deleted', tasks.purge(queue.name, now));
      return writeQueue(registry.save({ ...queue, purgedAt: now }));
    },

    pauseQueue: ({ name }: NameRequest): WireQueue => setState(name, 'PAUSED'),
    resumeQueue: ({ name }: NameRequest): WireQueue => setState(name, 'RUNNING'),
  };
}
