import { createManualClock } from '@sets/clock/testing';
import { silentLogger } from '@sets/service-kit';
import type { QueueState } from '@sets/store-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SPENT_USD } from '../src/counts.ts';
import type { FleetContext } from '../src/fleet-context.ts';
import { noteMinute, readHistory } from '../src/region-history.ts';
import { startStatsFlusher } from '../src/stats-flusher.ts';
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

it('has what the service pays with, and a point all the same where nobody can tell', async () => {
  const worker = workerThatSees({ depth: 5 });
  const spentUsd = async () => 1.25;
  await noteMinute(worker, 'r3', { spentUsd, creditsLeft: async () => 7_043 });
  harness.clock.advance(MINUTE_MS);
  await noteMinute(worker, 'r3', { spentUsd, creditsLeft: () => Promise.reject(new Error('away')) });
  harness.clock.advance(MINUTE_MS);
  // Patience has a clock of its own here: the store's is not to run out with it.
  const patience = createManualClock();
  const asked = Promise.withResolvers<void>();
  const creditsLeft = (): Promise<never> => {
    asked.resolve();
    return new Promise(() => {});
  };
  const noting = noteMinute({ ...worker, clock: patience }, 'r3', { spentUsd, creditsLeft });
  await asked.promise;
  patience.advance(5_000);
  await noting;
  const points = (await readHistory(worker, 24)).find(({ region }) => region === 'r3')?.points;
  expect(points?.map(({ spent_usd, credits_left, depth }) => [spent_usd, credits_left, depth])).toEqual([
    [1.25, 7_043, 5],
    [1.25, null, 5],
    [1.25, null, 5],
  ]);
});

it('has what the region itself spent, by the counters of its workers, and keeps what a later release noted', async () => {
  const worker = workerThatSees({ depth: 0 });
  let usd = 0.25;
  const read = async () => ({ [SPENT_USD]: usd });
  const flushers = ['one', 'two', 'three'].map((instance) =>
    startStatsFlusher(worker, { instance, region: 'r4', read }),
  );
  await Promise.all(flushers.map(({ flush }) => flush()));
  await startStatsFlusher(worker, { instance: 'of-another', region: 'r5', read }).stop();
  await noteMinute(worker, 'r4');
  const [noted] = (await harness.firestore.collection('fleet_history').where('region', '==', 'r4').get()).docs;
  const [minute = ''] = Object.keys(noted?.get('minutes') ?? {});
  await noted?.ref.update({ [`minutes.${minute}.of_a_later_release`]: 1 });
  harness.clock.advance(MINUTE_MS);
  usd = 0.5;
  await Promise.all(flushers.map(({ stop }) => stop()));
  await noteMinute(worker, 'r4');
  const points = (await readHistory(worker, 24)).find(({ region }) => region === 'r4')?.points;
  expect(points?.map(({ region_usd }) => region_usd)).toEqual([0.75, 1.5]);
  expect((await noted?.ref.get())?.get(`minutes.${minute}.of_a_later_release`)).toBe(1);
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
