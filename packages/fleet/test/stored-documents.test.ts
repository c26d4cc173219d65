import { join } from 'node:path';
import { silentLogger } from '@sets/service-kit';
import { readStoredFixtures, restore, type StoredFixture, withLaterFields } from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteMinute } from '../src/region-history.ts';
import { type FleetHarness, startFleetHarness } from './support/fleet-harness.ts';

const recorded = ['2026-11-23', '2026-11-26'].flatMap((date) =>
  readStoredFixtures(join(import.meta.dirname, 'fixtures/stored', date)),
);

/** Deploys roll out and back: each release reads what earlier ones stored, and ignores what a later one has added. */
describe.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['documents as recorded', (fixture) => fixture],
  ['documents with fields of a later release', withLaterFields],
])('%s', (_what, form) => {
  let harness: FleetHarness;
  beforeAll(async () => {
    harness = await startFleetHarness();
    await restore(harness.firestore, recorded.map(form));
  });
  afterAll(() => harness.close());

  it('keep the turn of whoever swept last', async () => {
    const turn = () => harness.fleet().takeSweepTurn({ region: 'us-central1', instance: 'new' });
    expect(await turn()).toBe(false);
    harness.clock.advance(5_000);
    expect(await turn()).toBe(true);
  });

  it('tell what a region carries, and a new instance counts the old ones', async () => {
    const fleet = harness.fleet();
    const region = { region: 'us-central1', worker_instances: 1, api_instances: 1, active_jobs: 3, capacity: 80 };
    expect(await fleet.regions()).toMatchObject([{ ...region, endpoints: [{}, { circuit: 'closed' }], silent: false }]);
    harness.clock.advance(25 * 60_000);
    const load = () => ({ active_jobs: 2, capacity: 80, endpoints: [] });
    const member = { instance: 'new', service: 'worker', region: 'us-central1', version: 'v42', load } as const;
    const heartbeat = fleet.startHeartbeat(member);
    await heartbeat.beat();
    expect(await fleet.regions()).toMatchObject([{ worker_instances: 1, api_instances: 0, active_jobs: 2 }]);
    await heartbeat.stop();
  });

  it('count on where counters were left', async () => {
    const fleet = harness.fleet();
    const { counts } = await fleet.stats(24);
    expect(counts).toMatchObject({ 'requests/total': 12, 'submits/tiktok/new': 5, 'response_ms/le/Infinity': 12 });
    const read = async () => ({ 'requests/total': 3 });
    // One whose counters go to the same document.
    await fleet.startStats({ instance: 'new-api-2', region: 'us-central1', read }).stop();
    expect((await fleet.stats(24)).counts['requests/total']).toBe(15);
    expect((await harness.firestore.collection('stats').get()).size).toBe(1);
  });

  it('show the minutes of before there was money in them, and those after', async () => {
    const { regions } = await harness.fleet().history(24);
    const pointsOf = (name: string) => regions.find(({ region }) => region === name)?.points;
    const nobodyKnew = { spent_usd: null, credits_left: null };
    expect(pointsOf('us-central1')).toMatchObject([
      { depth: 40, ...nobodyKnew },
      { active_jobs: 3, ...nobodyKnew },
    ]);
    expect(pointsOf('asia-northeast1')).toMatchObject([
      { depth: 7, spent_usd: 1.25, credits_left: 7_043 },
      { depth: 9, ...nobodyKnew, region_usd: null },
    ]);
    expect(pointsOf('europe-west1')).toMatchObject([{ spent_usd: 1.25, region_usd: 0.42 }]);
  });

  it('keep what other workers noted of an hour, whatever they knew', async () => {
    const noted = () => harness.firestore.doc('fleet_history/2026-11-23T12_asia-northeast1').get();
    const before: Record<string, unknown> = (await noted()).get('minutes');
    const store = harness.store();
    const state = async () => ({ state: 'running' as const, depth: 0, oldestArrivalMs: null, executedLastMinute: 0 });
    await noteMinute(
      { ...store, tasks: { ...store.tasks, state }, clock: harness.clock, logger: silentLogger },
      'asia-northeast1',
    );
    const after: Record<string, unknown> = (await noted()).get('minutes');
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 1);
    expect(after).toMatchObject(before);
  });

  it('go on from the last decision about a region, within the bounds that an operator set', async () => {
    const told: number[] = [];
    const service = { setFloor: async (workers: number) => void told.push(workers) };
    const limits = { floor: 1, ceiling: 20, peaks: [] };
    const report = await harness.fleet().scale({ region: 'asia-northeast1', actor: 'one', limits, slots: 80, service });
    // Of five workers with nothing to do none is let go at once; the operator's floor is two.
    expect(report).toMatchObject({ outcome: 'decided', wanted: 5 });
    const stored = (await harness.firestore.doc('scaling/asia-northeast1').get()).data();
    expect(stored).toMatchObject({ wanted: 5, decided_by: 'one' });
    expect(stored?.lower_since).not.toBeNull();
  });

  it('say what operators decided', async () => {
    const watch = harness.fleet().watchControl();
    await expect.poll(() => watch.of('europe-west1')).toMatchObject({ paused: true, drained: false });
    expect(watch.of('us-east1')).toMatchObject({ paused: false, drained: true });
    expect(watch.of('asia-southeast1')).toMatchObject({ paused: false, drained: false });
    watch.stop();
  });
});
