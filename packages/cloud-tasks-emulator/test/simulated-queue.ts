import { type Random, seededRandom } from '@sets/clock';
import { createManualClock } from '@sets/clock/testing';
import type { DeliveryOutcome } from '../src/attempts.ts';
import { openDatabase } from '../src/database.ts';
import { createFaults } from '../src/faults.ts';
import { createQueueApi } from '../src/queue-api.ts';
import { createQueueRegistry } from '../src/queue-registry.ts';
import type { Deliver } from '../src/queue-runner.ts';
import { createQueueStore } from '../src/queue-store.ts';
import { createTaskApi } from '../src/task-api.ts';
import { createTaskStore } from '../src/task-store.ts';
import type { WireQueue } from '../src/wire.ts';
import { LOCATION } from './official-client.ts';

export const answered = (status: number, retryAfterMs: number | null = null): DeliveryOutcome => ({
  kind: 'response',
  status,
  retryAfterMs,
});

/** Everything but the network: the API's methods over a real database, on a clock that the test turns. */
export function simulateQueue(config: Omit<WireQueue, 'name'>, deliver: Deliver, random: Random = seededRandom(1)) {
  const clock = createManualClock();
  const database = openDatabase(':memory:');
  const tasks = createTaskStore(database);
  const { faults, points } = createFaults({ clock, random, setStorageFull: () => {} });
  const registry = createQueueRegistry({
    queues: createQueueStore(database),
    tasks,
    clock,
    random,
    faults: points,
    deliver,
  });
  const api = {
    ...createQueueApi({ registry, tasks, clock, deniedRights: () => new Set() }),
    ...createTaskApi({ registry, tasks, clock }),
  };
  const queue = `${LOCATION}/queues/simulated`;
  api.createQueue({ parent: LOCATION, queue: { name: queue, ...config } });
  return {
    api,
    clock,
    faults,
    queue,
    runner: registry.runner(queue),
    depth: () => tasks.count(queue),
    create: (id: string, scheduleInMs = 0) =>
      api.createTask({
        parent: queue,
        task: {
          name: `${queue}/tasks/${id}`,
          httpRequest: { url: 'http://worker.example/' },
          scheduleTime: { seconds: Math.floor((clock.now() + scheduleInMs) / 1000) },
        },
      }),
    async close() {
      await registry.stop();
      database.close();
    },
  };
}
