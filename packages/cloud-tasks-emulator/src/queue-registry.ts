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
  /** @throws RpcError NOT_FOUND for a queue that is not there */
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
  // Every call names its queue, so the live ones are kept at hand beside the database.
  const live = new Map<string, { queue: Queue; readonly runner: QueueRunner }>();

  function entry(name: string) {
    const found = live.get(name);
    if (found === undefined) {
      throw queueNotFound();
    }
    return found;
  }

  return {
    create(queue) {
      if (live.has(queue.name)) {
        throw queueExists();
      }
      const deletedAt = queues.deletedAt(queue.name);
      if (deletedAt !== null && clock.now() - deletedAt < QUEUE_NAME_COOLDOWN_MS) {
        throw queueNameCoolingDown();
      }
      queues.save(queue);
      live.set(queue.name, { queue, runner: createQueueRunner(deps, queue) });
      return queue;
    },
    get: (name) => entry(name).queue,
    find: (name) => live.get(name)?.queue ?? null,
    list: (location, after, limit) => queues.list(location, after, limit),
    save(queue) {
      const changed = entry(queue.name);
      queues.save(queue);
      changed.queue = queue;
      changed.runner.configure(queue);
      return queue;
    },
    remove(name) {
      // DeleteQueue alone answers a missing queue with the short message.
      const removed = live.get(name);
      if (removed === undefined) {
        throw entityNotFound();
      }
      queues.remove(name, clock.now());
      live.delete(name);
      void removed.runner.stop();
    },
    runner: (name) => entry(name).runner,
    all: () => [...live.values()],
    start() {
      for (const queue of queues.all()) {
        live.set(queue.name, { queue, runner: createQueueRunner(deps, queue) });
      }
      for (const { runner } of live.values()) {
        runner.wake();
      }
    },
    async stop() {
      await Promise.all([...live.values()].map(({ runner }) => runner.stop()));
    },
  };
}
