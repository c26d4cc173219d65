import { join } from 'node:path';
import { readStoredFixtures, restore, type StoredFixture, withLaterFields } from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('show the minutes of before there was money in them', async () => {
    const { regions } = await harness.fleet().history(24);
    const nobodyKnew = { spent_usd: null, credits_left: null };
    expect(regions).toMatchObject([
      {
        region: 'us-central1',
        points: [
          { depth: 40, ...nobodyKnew },
          { active_jobs: 3, ...nobodyKnew },
        ],
      },
    ]);
  });

  it('say what operators decided', async () => {
    const watch = harness.fleet().watchControl();
    await expect.poll(() => watch.of('europe-west1')).toMatchObject({ paused: true, drained: false });
    expect(watch.of('us-east1')).toMatchObject({ paused: false, drained: true });
    expect(watch.of('asia-southeast1')).toMatchObject({ paused: false, drained: false });
    watch.stop();
  });
});
