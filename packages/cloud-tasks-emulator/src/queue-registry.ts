import { QUEUE_NAME_COOLDOWN_MS, type Queue } from './model.ts';
import { createQueueRunner, type QueueRunner, type RunnerDeps } from './queue-runner.ts';
import type { QueueStore } from './queue-store.ts';
import { entityNotFound, queueExists, queueNameCoolingDown, queueNotFound } from './rpc-error.ts';

export interface RegistryDeps extends RunnerDeps {
  readonly queues: QueueStore;
}

/** The live queues, each with its runner. What is on disk is changed first, the runner after it. */
export interface QueueRegistry {
  create(queue: Queue): Queue;
  /** Throws NOT_FOUND for a queue that is not there. */
  get(name: string): Queue;
  find(name: string): Queue | null;
  list(location: string, after: string, limit: number): Queue[];
  save(queue: Queue): Queue;
  remove(name: string): void;
  runner(name: string): QueueRunner;
  all(): { readonly queue: Queue; readonly runner: QueueRunner }[];
  /** Begins to dispatch. */
  start(): void;
  stop(): Promise<void>;
}

export function createQueueRegistry(deps: RegistryDeps): QueueRegistry {
  const { queues, clock } = deps;
  const runners = new Map<string, QueueRunner>();

  function runner(name: string): QueueRunner {
    const found = runners.get(name);
    if (found === undefined) throw queueNotFound();
    return found;
  }

  function get(name: string): Queue {
    const queue = queues.get(name);
    if (queue === null) throw queueNotFound();
    return queue;
  }

  return {
    create(queue) {
      if (queues.get(queue.name) !== null) throw queueExists();
      const deletedAt = queues.deletedAt(queue.name);
      if (deletedAt !== null && clock.now() - deletedAt < QUEUE_NAME_COOLDOWN_MS) throw queueNameCoolingDown();
      queues.save(queue);
      runners.set(queue.name, createQueueRunner(deps, queue));
      return queue;
    },
    get,
    find: (name) => queues.get(name),
    list: (location, after, limit) => queues.list(location, after, limit),
    save(queue) {
      queues.save(queue);
      runner(queue.name).configure(queue);
      return queue;
    },
    remove(name) {
      // DeleteQueue alone answers a missing queue with the short message.
      const removed = runners.get(name);
      if (removed === undefined) throw entityNotFound();
      queues.remove(name, clock.now());
      runners.delete(name);
      void removed.stop();
    },
    runner,
    all: () => queues.all().map((queue) => ({ queue, runner: runner(queue.name) })),
    start() {
      for (const queue of queues.all()) runners.set(queue.name, createQueueRunner(deps, queue));
      for (const each of runners.values()) each.wake();
    },
    async stop() {
      await Promise.all([...runners.values()].map((each) => each.stop()));
    },
  };
}
