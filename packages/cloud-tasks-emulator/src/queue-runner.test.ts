import type { Clock } from '@sets/clock';
import { afterEach, expect, test } from 'vitest';
import { answered, simulateQueue } from '../test/simulated-queue.ts';
import type { DeliveryOutcome } from './attempts.ts';
import type { Task } from './model.ts';
import type { Deliver } from './queue-runner.ts';
import { shortId } from './resource-names.ts';
import type { WireQueue } from './wire.ts';

let open: ReturnType<typeof simulateQueue> | undefined;
afterEach(() => open?.close());

interface Delivery {
  readonly id: string;
  readonly atMs: number;
  readonly task: Task;
}

/** A queue whose worker answers with `outcome` after `takesMs`, recording when each delivery came. */
function start(
  config: Omit<WireQueue, 'name'>,
  outcome: (task: Task) => DeliveryOutcome = () => answered(200),
  takesMs = 0,
) {
  const deliveries: Delivery[] = [];
  const late: { clock?: Clock } = {};
  let running = 0;
  const peak = { running: 0 };
  const deliver: Deliver = async (task) => {
    deliveries.push({ id: shortId(task.name), atMs: (late.clock?.now() ?? 0) - startedAt, task });
    running += 1;
    peak.running = Math.max(peak.running, running);
    if (takesMs > 0) {
      await new Promise<void>((resolve) => late.clock?.schedule(resolve, takesMs));
    }
    running -= 1;
    return outcome(task);
  };
  const queue = simulateQueue(config, deliver);
  const startedAt = queue.clock.now();
  late.clock = queue.clock;
  open = queue;
  return { ...queue, deliveries, peak };
}

test('keeps to the rate after the burst', async () => {
  const { create, clock, deliveries } = start({ rateLimits: { maxDispatchesPerSecond: 20 } });
  for (let n = 0; n < 500; n += 1) {
    create(`t${n}`);
  }
  await clock.advanceAsync(10_000);
  expect(deliveries.length).toBe(10 + 20 * 10);
  await clock.advanceAsync(15_000);
  expect(deliveries.length).toBe(500);
});

test('never has more attempts running than the limit, and refills each free slot at once', async () => {
  const { create, clock, deliveries, peak } = start(
    { rateLimits: { maxConcurrentDispatches: 3 } },
    () => answered(200),
    1000,
  );
  for (let n = 0; n < 12; n += 1) {
    create(`t${n}`);
  }
  await clock.advanceAsync(4500);
  expect(peak.running).toBe(3);
  expect(deliveries.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000, 3000].flatMap((at) => [at, at, at]));
});

test('waits for the schedule time and takes the oldest first', async () => {
  const { create, clock, deliveries } = start({});
  create('later', 3_600_000);
  create('sooner', 60_000);
  await clock.advanceAsync(59_999);
  expect(deliveries).toEqual([]);
  await clock.advanceAsync(3_600_000);
  expect(deliveries.map(({ id, atMs }) => [id, atMs])).toEqual([
    ['sooner', 60_000],
    ['later', 3_600_000],
  ]);
});

test('retries at exactly the documented intervals', async () => {
  const { create, clock, deliveries } = start(
    { retryConfig: { minBackoff: { seconds: 10 }, maxBackoff: { seconds: 300 }, maxDoublings: 3, maxAttempts: 9 } },
    () => answered(500),
  );
  create('t');
  await clock.advanceAsync(2 * 3_600_000);
  const gaps = deliveries.slice(1).map(({ atMs }, n) => (atMs - (deliveries[n]?.atMs ?? 0)) / 1000);
  expect(gaps).toEqual([10, 20, 40, 80, 160, 240, 300, 300]);
});

test('deletes the task silently when attempts and duration are both used up', async () => {
  const { create, clock, deliveries, depth, runner } = start(
    {
      retryConfig: {
        minBackoff: { seconds: 10 },
        maxBackoff: { seconds: 10 },
        maxAttempts: 2,
        maxRetryDuration: { seconds: 60 },
      },
    },
    () => answered(500),
  );
  create('t');
  await clock.advanceAsync(59_000);
  expect(depth()).toBe(1);
  await clock.advanceAsync(3_600_000);
  expect(depth()).toBe(0);
  expect(deliveries.length).toBe(7);
  expect(runner.counters.snapshot()).toMatchObject({ exhausted: 1, responses: { 500: 7 } });
  expect(() => create('t')).toThrow('Requested entity already exists');
});

test('waits as long as Retry-After asks when that is longer than the backoff', async () => {
  const { create, clock, deliveries } = start({ retryConfig: { maxBackoff: { seconds: 1 } } }, (task) =>
    task.history.dispatchCount === 1 ? answered(429, 90_000) : answered(200),
  );
  create('t');
  await clock.advanceAsync(300_000);
  expect(deliveries.map(({ atMs }) => atMs)).toEqual([0, 90_000]);
});

test('saturation slows the whole queue, and it comes back afterwards', async () => {
  const worker = { saturated: true };
  const { create, clock, runner, deliveries } = start(
    { rateLimits: { maxDispatchesPerSecond: 100 }, retryConfig: { minBackoff: { seconds: 1 } } },
    () => answered(worker.saturated ? 429 : 200),
  );
  for (let n = 0; n < 2000; n += 1) {
    create(`t${n}`);
  }
  await clock.advanceAsync(20_000);
  // At the full rate it would have been 2,000.
  expect(deliveries.length).toBeLessThan(400);
  expect(runner.effectiveRate()).toBeLessThan(15);
  worker.saturated = false;
  await clock.advanceAsync(30_000);
  expect(runner.effectiveRate()).toBe(100);
});

test('a task older than 31 days is dropped instead of dispatched', async () => {
  const { create, api, clock, deliveries, depth, queue } = start({});
  api.pauseQueue({ name: queue });
  create('old');
  await clock.advanceAsync(31 * 24 * 3_600_000);
  api.resumeQueue({ name: queue });
  await clock.advanceAsync(1000);
  expect([deliveries.length, depth()]).toEqual([0, 0]);
});

test('a forced run ignores pause and schedule, and a failure is retried from the time of the run', async () => {
  const { create, api, clock, deliveries, queue, runner } = start(
    { retryConfig: { minBackoff: { seconds: 10 } } },
    (task) => answered(task.history.dispatchCount === 1 ? 500 : 200),
    4000,
  );
  create('t', 3_600_000);
  api.pauseQueue({ name: queue });
  expect(api.runTask({ name: `${queue}/tasks/t` })).toMatchObject({ dispatchCount: 1 });
  await clock.advanceAsync(5000);
  expect(deliveries.length).toBe(1);
  api.resumeQueue({ name: queue });
  await clock.advanceAsync(20_000);
  expect(deliveries.map(({ atMs }) => atMs)).toEqual([0, 10_000]);
  expect(runner.counters.snapshot().succeeded).toBe(1);
});

test('a task deleted while it runs stays deleted, whatever the attempt answers', async () => {
  const { create, api, clock, deliveries, depth, queue } = start({}, () => answered(500), 1000);
  create('t');
  await clock.advanceAsync(10);
  api.deleteTask({ name: `${queue}/tasks/t` });
  await clock.advanceAsync(3_600_000);
  expect([deliveries.length, depth()]).toEqual([1, 0]);
});

test('duplicated deliveries do not make a task end twice', async () => {
  const { create, clock, deliveries, faults, runner, depth } = start({}, () => answered(200), 500);
  faults.duplicateDeliveries(1);
  faults.delayDeliveries(2000);
  for (let n = 0; n < 20; n += 1) {
    create(`t${n}`);
  }
  await clock.advanceAsync(10_000);
  expect(deliveries.length).toBe(40);
  expect(runner.counters.snapshot()).toMatchObject({ dispatched: 20, duplicated: 20, succeeded: 20 });
  expect(depth()).toBe(0);
});

test('reordered deliveries come in another order, each once', async () => {
  const { create, api, clock, deliveries, faults, queue } = start({});
  api.pauseQueue({ name: queue });
  const ids = Array.from({ length: 30 }, (_, n) => `t${n}`);
  for (const id of ids) {
    create(id);
  }
  faults.reorderDeliveries(true);
  api.resumeQueue({ name: queue });
  await clock.advanceAsync(1000);
  const order = deliveries.map(({ id }) => id);
  expect(order).not.toEqual(ids);
  expect(order.toSorted()).toEqual(ids.toSorted());
});
