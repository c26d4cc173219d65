import type { Clock } from '@sets/clock';
import type { Task } from './model.ts';
import type { QueueRegistry } from './queue-registry.ts';
import { checkQueueName, checkTaskName } from './resource-names.ts';
import { entityNotFound, taskExists, taskGone } from './rpc-error.ts';
import { readTask, writeTask } from './task-codec.ts';
import type { TaskStore } from './task-store.ts';
import type { WireTask } from './wire.ts';

/** Largest page of ListTasks. */
const MAX_PAGE = 1000;

interface TaskRequest {
  readonly name?: string;
  readonly responseView?: string;
}

interface ListTasksRequest {
  readonly parent?: string;
  readonly responseView?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

interface CreateTaskRequest {
  readonly parent?: string;
  readonly task?: WireTask;
  readonly responseView?: string;
}

export interface TaskApiDeps {
  readonly registry: QueueRegistry;
  readonly tasks: TaskStore;
  readonly clock: Clock;
}

/** The task methods: request message in, response message out. */
export function createTaskApi({ registry, tasks, clock }: TaskApiDeps) {
  function existing(name: string | undefined): Task {
    const checked = checkTaskName(name);
    const task = tasks.get(checked.name);
    if (task !== null) {
      return task;
    }
    throw tasks.hasTombstone(checked.name, clock.now()) ? taskGone() : entityNotFound();
  }

  return {
    createTask({ parent, task: wire = {}, responseView }: CreateTaskRequest): WireTask {
      const queue = registry.get(checkQueueName(parent));
      const now = clock.now();
      const task = readTask(queue.name, wire, now);
      if (!tasks.insert(task, now)) {
        throw taskExists();
      }
      const runner = registry.runner(queue.name);
      runner.counters.count('created');
      runner.wake();
      return writeTask(task, responseView);
    },

    getTask: ({ name, responseView }: TaskRequest): WireTask => writeTask(existing(name), responseView),

    listTasks(request: ListTasksRequest): { tasks: WireTask[]; nextPageToken: string } {
      const queue = registry.get(checkQueueName(request.parent));
      const limit = Math.min(request.pageSize || MAX_PAGE, MAX_PAGE);
      const page = tasks.list(queue.name, request.pageToken ?? '', limit + 1);
      const shown = page.slice(0, limit);
      return {
        tasks: shown.map((task) => writeTask(task, request.responseView)),
        nextPageToken: page.length > limit ? (shown.at(-1)?.name ?? '') : '',
      };
    },

    deleteTask({ name }: TaskRequest): Record<string, never> {
      const task = existing(name);
      tasks.remove(task.name, clock.now());
      registry.runner(task.queue).counters.count('deleted');
      return {};
    },

    runTask({ name, responseView }: TaskRequest): WireTask {
      const task = existing(name);
      return writeTask(registry.runner(task.queue).force(task), responseView);
    },
  };
}
