import { status } from '@grpc/grpc-js';
import { type Clock, seededRandom, sleep } from '@sets/clock';
import { expect, test } from 'vitest';
import type { DeliveryOutcome } from '../src/attempts.ts';
import type { Deliver } from '../src/queue-runner.ts';
import { shortId } from '../src/resource-names.ts';
import { RpcError } from '../src/rpc-error.ts';
import { answered, simulateQueue } from './simulated-queue.ts';

const MINUTE = 60_000;
const TASKS = 4000;
const RATE = 20;
const SLOTS = 40;

function accepted(create: () => unknown): boolean {
  try {
    create();
    return true;
  } catch (error) {
    if (error instanceof RpcError && error.code === status.ALREADY_EXISTS) {
      return false;
    }
    throw error;
  }
}

test('two hours of pause with thousands of tasks neither lose nor multiply them', async () => {
  const random = seededRandom(7);
  const succeeded = new Map<string, number>();
  const late: { clock?: Clock } = {};

  /** A worker that takes 0.2 to 2 s, is sometimes saturated, broken or silent, and counts what it finished. */
  const deliver: Deliver = async (task, signal): Promise<DeliveryOutcome> => {
    if (late.clock) {
      await sleep(late.clock, 200 + random() * 1800, signal);
    }
    if (signal.aborted) {
      return { kind: 'unreachable', detail: 'aborted' };
    }
    const draw = random();
    if (draw < 0.02) {
      return answered(429, 3000);
    }
    if (draw < 0.06) {
      return answered(500);
    }
    if (draw < 0.07) {
      return { kind: 'timeout' };
    }
    const id = shortId(task.name);
    succeeded.set(id, (succeeded.get(id) ?? 0) + 1);
    return answered(200);
  };

  const simulation = simulateQueue(
    {
      rateLimits: { maxDispatchesPerSecond: RATE, maxConcurrentDispatches: SLOTS },
      retryConfig: { minBackoff: { seconds: 1 }, maxBackoff: { seconds: 60 }, maxAttempts: -1 },
    },
    deliver,
    random,
  );
  const { api, clock, create, depth, queue, runner } = simulation;
  late.clock = clock;
  const ids = Array.from({ length: TASKS }, (_, n) => `job-${n}`);
  const rows: { minute: number; depth: number; dispatched: number }[] = [];
  const note = () =>
    rows.push({
      minute: Math.round((clock.now() - startedAt) / MINUTE),
      depth: depth(),
      dispatched: runner.counters.snapshot().dispatched,
    });
  const startedAt = clock.now();

  // Half of them arrive before the pause, a good part of which has been dispatched when it comes.
  for (const id of ids.slice(0, TASKS / 2)) {
    create(id);
  }
  await clock.advanceAsync(MINUTE);
  note();
  api.pauseQueue({ name: queue });
  await clock.advanceAsync(5000);
  const dispatchedAtPause = runner.counters.snapshot().dispatched;
  const depthAtPause = depth();
  expect(runner.inFlight()).toBe(0);
  expect(depthAtPause).toBeGreaterThan(500);

  // The rest arrives during the pause, and an anxious caller creates everything again every ten minutes.
  for (let step = 0; step < 12; step += 1) {
    for (const id of ids.slice(TASKS / 2 + (step * TASKS) / 24, TASKS / 2 + ((step + 1) * TASKS) / 24)) {
      create(id);
    }
    expect(ids.slice(0, TASKS / 2).filter((id) => accepted(() => create(id)))).toEqual([]);
    await clock.advanceAsync(10 * MINUTE);
    note();
  }
  expect(runner.counters.snapshot().dispatched).toBe(dispatchedAtPause);
  expect(depth()).toBe(depthAtPause + TASKS / 2);

  api.resumeQueue({ name: queue });
  let dispatchedBefore = dispatchedAtPause;
  while (depth() > 0 && rows.length < 60) {
    await clock.advanceAsync(MINUTE);
    note();
    const { dispatched } = runner.counters.snapshot();
    // Resuming does not stampede: burst plus rate, however long the queue has slept.
    expect(dispatched - dispatchedBefore).toBeLessThanOrEqual(10 + RATE * 60);
    dispatchedBefore = dispatched;
  }

  expect(depth()).toBe(0);
  expect([...succeeded.keys()].toSorted()).toEqual(ids.toSorted());
  expect([...succeeded.values()].filter((times) => times !== 1)).toEqual([]);
  const { responses, ...counts } = runner.counters.snapshot();
  expect(counts).toMatchObject({ created: TASKS, succeeded: TASKS, exhausted: 0 });
  expect(responses).toMatchObject({ 200: TASKS });
  expect(rows.slice(1, 13).map((row) => row.dispatched)).toEqual(Array(12).fill(dispatchedAtPause));
  await simulation.close();
});
