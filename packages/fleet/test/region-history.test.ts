import { silentLogger } from '@sets/service-kit';
import type { QueueState } from '@sets/store-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FleetContext } from '../src/fleet-context.ts';
import { noteMinute, readHistory } from '../src/region-history.ts';
import { type FleetHarness, startFleetHarness } from './support/fleet-harness.ts';

const MINUTE_MS = 60_000;

let harness: FleetHarness;
beforeAll(async () => {
  harness = await startFleetHarness();
});
afterAll(() => harness.close());

/** One more worker's view of a queue. */
function workerThatSees(queue: Partial<QueueState>): FleetContext {
  const store = harness.store();
  const state = { state: 'running' as const, depth: 0, oldestArrivalMs: null, executedLastMinute: 0, ...queue };
  return {
    ...store,
    tasks: { ...store.tasks, state: async () => state },
    ...{ clock: harness.clock, logger: silentLogger },
  };
}

const writes = (): number => harness.emulator.controls.operations().documentWrites;

it('has one point a minute and region, whoever of its workers looks', async () => {
  const one = workerThatSees({ depth: 7, oldestArrivalMs: harness.clock.now() - 3_000 });
  const other = workerThatSees({ depth: 9 });
  await one.documents.serverTime();
  const before = writes();
  await noteMinute(one, 'r1');
  await noteMinute(other, 'r1');
  await noteMinute(one, 'r1');
  expect(writes() - before).toBe(1);
  harness.clock.advance(MINUTE_MS);
  await noteMinute(other, 'r1');
  await noteMinute(other, 'r2');
  const history = await readHistory(one, 24);
  expect(history.map(({ region, points }) => [region, points.map(({ depth }) => depth)])).toEqual([
    ['r1', [7, 9]],
    ['r2', [9]],
  ]);
  expect(history[0]?.points[0]).toMatchObject({ oldest_age_s: 3, active_jobs: 0, workers: 0 });
  const [first, second] = history[0]?.points ?? [];
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBe(MINUTE_MS);
});

it('forgets nothing at the turn of an hour, and shows no more than was asked for', async () => {
  harness.clock.advance(60 * MINUTE_MS);
  const worker = workerThatSees({ depth: 11 });
  await worker.documents.read('fleet/nobody');
  await noteMinute(worker, 'r1');
  const depths = async (hours: number) => (await readHistory(worker, hours))[0]?.points.map(({ depth }) => depth);
  expect(await depths(1)).toEqual([11]);
  expect(await depths(3)).toEqual([7, 9, 11]);
});
