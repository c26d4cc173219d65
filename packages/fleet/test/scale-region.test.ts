import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FleetService } from '../src/fleet-documents.ts';
import type { ScaleInput } from '../src/scaling/scale-region.ts';
import { WorkerServiceBusyError } from '../src/scaling/worker-service.ts';
import { type FleetHarness, startFleetHarness } from './support/fleet-harness.ts';

const REGION = 'us-central1';
const LIMITS = { floor: 1, ceiling: 20, peaks: [] };

let harness: FleetHarness;
beforeEach(async () => {
  harness = await startFleetHarness();
});
afterEach(() => harness.close());

/** A worker service that notes what it is told, in one list with what the queue is told. */
function recordingService() {
  const told: number[] = [];
  const service = { told, busy: false, setFloor: async (workers: number) => tell(workers) };
  function tell(workers: number): void {
    if (service.busy) {
      throw new WorkerServiceBusyError('409');
    }
    told.push(workers);
  }
  return service;
}

function waitingTasks(count: number): void {
  harness.tasks.waiting.clear();
  for (let index = 0; index < count; index += 1) {
    harness.tasks.waiting.set(`task-${index}`, {} as never);
  }
}

async function beat(instance: string, active = 0, service: FleetService = 'worker'): Promise<void> {
  const load = () => ({ active_jobs: active, capacity: 80, endpoints: [] });
  await harness.fleet().startHeartbeat({ instance, service, region: REGION, version: 'v1', load }).beat();
}

const input = (service: ScaleInput['service'], given: Partial<ScaleInput> = {}): ScaleInput => ({
  ...{ region: REGION, actor: 'one', limits: LIMITS, slots: 80, service },
  ...given,
});

it('asks for what the queue needs, and lets the queue deliver what live workers take', async () => {
  const service = recordingService();
  await beat('w1', 76);
  await beat('a1', 0, 'api');
  waitingTasks(2_000);
  const report = await harness.fleet().scale(input(service));
  expect(report).toMatchObject({
    outcome: 'decided',
    depth: 2_000,
    active: 76,
    workers: 1,
    wanted: 5,
    concurrency: 76,
  });
  expect([service.told, harness.tasks.concurrency.get(REGION)]).toEqual([[5], 76]);
  await beat('w2', 0);
  await harness.fleet().scale(input(service));
  expect([service.told, harness.tasks.concurrency.get(REGION)]).toEqual([[5], 152]);
});

it('of two controllers at once one decides', async () => {
  const service = recordingService();
  await beat('w1');
  waitingTasks(2_000);
  const both = await Promise.all(['one', 'two'].map((actor) => harness.fleet().scale(input(service, { actor }))));
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(['decided', 'led_elsewhere']);
  expect(service.told).toEqual([5]);
});

it('is taken over from a silent controller, with what it remembered', async () => {
  const service = recordingService();
  await beat('w1');
  waitingTasks(2_000);
  await harness.fleet().scale(input(service));
  waitingTasks(0);
  const other = input(service, { actor: 'two' });
  harness.clock.advance(10_000);
  await expect(harness.fleet().scale(other)).resolves.toMatchObject({ outcome: 'led_elsewhere' });
  harness.clock.advance(15_000);
  await expect(harness.fleet().scale(other)).resolves.toMatchObject({ outcome: 'decided', wanted: 5 });
  await expect(harness.fleet().scale(input(service))).resolves.toMatchObject({ outcome: 'led_elsewhere' });
  harness.clock.advance(121_000);
  await beat('w1');
  await expect(harness.fleet().scale(other)).resolves.toMatchObject({ wanted: 1 });
  expect(service.told).toEqual([5, 1]);
});

describe('the platform', () => {
  it('that was busy is told again', async () => {
    const service = recordingService();
    await beat('w1');
    waitingTasks(2_000);
    service.busy = true;
    await expect(harness.fleet().scale(input(service))).resolves.toMatchObject({ outcome: 'busy' });
    service.busy = false;
    await expect(harness.fleet().scale(input(service))).resolves.toMatchObject({ outcome: 'decided' });
    expect(service.told).toEqual([5]);
  });

  it('is told once, and again after five minutes, for somebody may have set it by hand', async () => {
    const service = recordingService();
    for (let minute = 0; minute <= 6; minute += 1) {
      await beat('w1');
      await harness.fleet().scale(input(service));
      harness.clock.advance(60_000);
    }
    expect(service.told).toEqual([1, 1]);
  });

  it('loses deliveries before workers, and gets workers before deliveries', async () => {
    const order: string[] = [];
    const { tasks } = harness;
    const setConcurrency = tasks.setConcurrency.bind(tasks);
    tasks.setConcurrency = async (queue, deliveries) => {
      order.push(`queue ${deliveries}`);
      await setConcurrency(queue, deliveries);
    };
    const service = { setFloor: async (workers: number) => void order.push(`workers ${workers}`) };
    await beat('w1');
    waitingTasks(2_000);
    await harness.fleet().scale(input(service));
    waitingTasks(0);
    for (let step = 0; step < 3; step += 1) {
      harness.clock.advance(61_000);
      await beat('w1');
      await beat(`w${step + 2}`);
      await harness.fleet().scale(input(service));
    }
    expect(order.slice(0, 2)).toEqual(['workers 5', 'queue 76']);
    expect(order.at(-1)).toBe('workers 1');
  });
});

describe('bounds', () => {
  it('are an operator’s before the configured ones', async () => {
    const service = recordingService();
    const fleet = harness.fleet();
    await beat('w1');
    const scale = (scale_floor: number | null, scale_ceiling: number | null) =>
      fleet.control({ region: REGION, change: { scale_floor, scale_ceiling }, actor: 'ada' });
    await scale(4, null);
    expect(await fleet.scale(input(service))).toMatchObject({ wanted: 4 });
    waitingTasks(5_000);
    await scale(null, 6);
    expect(await fleet.scale(input(service))).toMatchObject({ wanted: 6 });
    await scale(null, null);
    expect(await fleet.scale(input(service))).toMatchObject({ wanted: 13 });
  });

  it('shrink to the floor once the day’s worker hours are used up, and widen at midnight', async () => {
    const service = recordingService();
    const limits = { ...LIMITS, workerHoursPerDay: 0.5 };
    const outcomes: [boolean, number][] = [];
    waitingTasks(2_000);
    for (let minute = 0; minute <= 40; minute += 2) {
      await beat('w1');
      const { used_up, wanted } = await harness.fleet().scale(input(service, { limits }));
      outcomes.push([used_up, wanted]);
      harness.clock.advance(120_000);
    }
    expect(outcomes[0]).toEqual([false, 5]);
    expect(outcomes.at(-1)?.[0]).toBe(true);
    harness.clock.advance(24 * 3_600_000);
    await beat('w1');
    expect(await harness.fleet().scale(input(service, { limits }))).toMatchObject({ used_up: false, wanted: 5 });
  });
});

it('buys no workers for a queue that is paused, and knows nothing while Cloud Tasks is silent', async () => {
  const service = recordingService();
  await beat('w1', 3);
  waitingTasks(2_000);
  harness.tasks.paused.add(REGION);
  expect(await harness.fleet().scale(input(service))).toMatchObject({ wanted: 1, depth: 3 });
  harness.tasks.paused.clear();
  harness.tasks.down = true;
  expect(await harness.fleet().scale(input(service))).toMatchObject({ wanted: 1, depth: null });
});

it('only says what it would do in a dry run', async () => {
  const service = recordingService();
  await beat('w1');
  waitingTasks(2_000);
  const report = await harness.fleet().scale(input(service, { dryRun: true }));
  expect(report).toMatchObject({ outcome: 'dry_run', wanted: 5 });
  expect([service.told, (await harness.firestore.collection('scaling').get()).size]).toEqual([[], 0]);
});
