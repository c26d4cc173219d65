import { createManualClock, whileTimePasses } from '@sets/clock/testing';
import { createLossyAnswers } from '@sets/store-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FleetHarness, startFleetHarness } from './support/fleet-harness.ts';

let harness: FleetHarness;
beforeAll(async () => {
  harness = await startFleetHarness();
});
afterAll(() => harness.close());

const load = { active_jobs: 3, capacity: 80, endpoints: [] };
const member = (instance: string, region: string, service: 'api' | 'worker' = 'worker') => ({
  instance,
  service,
  region,
  version: 'v1',
  load: () => load,
});

describe('the fleet', () => {
  it('shows what the living instances of a region add up to', async () => {
    const fleet = harness.fleet();
    const beats = [member('a', 'r1'), member('b', 'r1'), member('c', 'r1', 'api'), member('d', 'r2')].map((one) =>
      fleet.startHeartbeat(one),
    );
    for (const one of beats) {
      await one.beat();
    }
    const regions = await fleet.regions();
    expect(regions.find(({ region }) => region === 'r1')).toMatchObject({
      worker_instances: 2,
      api_instances: 1,
      active_jobs: 9,
      capacity: 240,
      silent: false,
    });
    expect(regions.find(({ region }) => region === 'r2')).toMatchObject({ worker_instances: 1, active_jobs: 3 });
    for (const one of beats) {
      await one.stop();
    }
  });

  it('shows who has come and who has left at once, and keeps its writer', async () => {
    const fleet = harness.fleet();
    const seen = async () => (await fleet.regions()).find(({ region }) => region === 'r6');
    const api = fleet.startHeartbeat(member('api', 'r6', 'api'));
    await api.beat();
    expect(await seen()).toMatchObject({ writer: 'api', worker_instances: 0 });
    const worker = fleet.startHeartbeat(member('worker', 'r6'));
    await worker.beat();
    expect(await seen()).toMatchObject({ writer: 'api', api_instances: 1, worker_instances: 1, capacity: 160 });
    await api.stop();
    expect(await seen()).toMatchObject({ writer: '', api_instances: 0, worker_instances: 1 });
    await worker.beat();
    expect(await seen()).toMatchObject({ writer: 'worker' });
    await worker.stop();
    expect(await seen()).toMatchObject({ worker_instances: 0, active_jobs: 0 });
  });

  it('does not keep a writer that was killed in office, however many come and go', async () => {
    const fleet = harness.fleet();
    const killed = harness.fleet({ clock: createManualClock() }).startHeartbeat(member('killed', 'r7'));
    await killed.beat();
    for (const name of ['one', 'two', 'three']) {
      harness.clock.advance(20_000);
      const passing = fleet.startHeartbeat(member(name, 'r7'));
      await passing.beat();
      await passing.stop();
    }
    expect((await fleet.regions()).find(({ region }) => region === 'r7')).toMatchObject({ writer: '' });
  });

  it('elects another writer when the first has gone, and forgets the dead', async () => {
    const fleet = harness.fleet();
    // The first is as good as killed: its own clock stands still, so it never beats by itself.
    const first = harness.fleet({ clock: createManualClock() }).startHeartbeat(member('first', 'r3'));
    const second = fleet.startHeartbeat(member('second', 'r3'));
    await first.beat();
    await second.beat();
    harness.clock.advance(9_000);
    await second.beat();
    expect((await fleet.regions()).find(({ region }) => region === 'r3')?.writer).toBe('first');
    harness.clock.advance(12_000);
    await second.beat();
    harness.clock.advance(23_000);
    await second.beat();
    const region = (await fleet.regions()).find(({ region: name }) => name === 'r3');
    expect(region).toMatchObject({ writer: 'second', worker_instances: 1, capacity: 80 });
    await second.stop();
  });

  it('calls a region silent when nobody writes for it any more', async () => {
    const fleet = harness.fleet();
    const only = fleet.startHeartbeat(member('only', 'r4'));
    await only.beat();
    await only.stop();
    harness.clock.advance(41_000);
    expect((await fleet.regions()).find(({ region }) => region === 'r4')).toMatchObject({ silent: true });
  });

  it('keeps one writer when two are elected in the same moment, and counts both', async () => {
    const fleet = harness.fleet();
    const rivals = [fleet.startHeartbeat(member('x', 'r5')), fleet.startHeartbeat(member('y', 'r5'))];
    await Promise.all(rivals.map((one) => one.beat()));
    const writes = harness.emulator.controls.writeLog({ pathPrefix: 'fleet_regions/r5' });
    const writers = new Set(writes.map(({ fields }) => fields?.writer));
    expect(writers.size).toBe(1);
    expect((await fleet.regions()).find(({ region }) => region === 'r5')).toMatchObject({ worker_instances: 2 });
    for (const one of rivals) {
      await one.stop();
    }
  });
});

describe('turns at sweeping', () => {
  it('go to whoever looks first once the last is 5 s old, in each region alone', async () => {
    const fleet = harness.fleet();
    const turn = (instance: string, region = 'r6') => fleet.takeSweepTurn({ region, instance });
    expect([await turn('a'), await turn('b'), await turn('a')]).toEqual([true, false, false]);
    expect(await turn('c', 'r7')).toBe(true);
    harness.clock.advance(4_900);
    expect(await turn('b')).toBe(false);
    // The one that took the last turn may be dead by now; nobody asks.
    harness.clock.advance(200);
    expect([await turn('b'), await turn('a')]).toEqual([true, false]);
  });

  it('are one when two look in the same moment', async () => {
    const fleet = harness.fleet();
    const turns = await Promise.all(['a', 'b', 'c'].map((instance) => fleet.takeSweepTurn({ region: 'r8', instance })));
    expect(turns.filter(Boolean)).toHaveLength(1);
  });

  it('are taken although the answer was lost', async () => {
    const lossy = createLossyAnswers();
    const fleet = harness.fleet({ span: lossy.span });
    lossy.lose('sweep_turn');
    expect(await fleet.takeSweepTurn({ region: 'r9', instance: 'a' })).toBe(true);
  });
});

describe('counters', () => {
  beforeEach(() => harness.clock.advance(48 * 3_600_000));

  it('add up over instances, and survive them', async () => {
    const fleet = harness.fleet();
    const counts = { a: { 'submits/tiktok/new': 2 }, b: { 'submits/tiktok/new': 3, 'requests/total': 5 } };
    const a = fleet.startStats({ instance: 'a', region: 'r1', read: async () => counts.a });
    const b = fleet.startStats({ instance: 'b', region: 'r2', read: async () => counts.b });
    await a.flush();
    await a.stop();
    await b.stop();
    expect((await fleet.stats(24)).counts).toEqual({ 'submits/tiktok/new': 5, 'requests/total': 5 });
  });

  it('are written once, however often they are flushed', async () => {
    const fleet = harness.fleet();
    let total = 1;
    const flusher = fleet.startStats({ instance: 'c', region: 'r1', read: async () => ({ total }) });
    await flusher.flush();
    await flusher.flush();
    total = 4;
    expect(await flusher.pending()).toEqual({ total: 3 });
    await flusher.flush();
    expect(await flusher.pending()).toEqual({});
    await flusher.stop();
    expect((await fleet.stats(24)).counts).toEqual({ total: 4 });
  });

  it('count a flush once although its answer was lost', async () => {
    const fleet = harness.fleet();
    const flusher = fleet.startStats({ instance: 'd', region: 'r1', read: async () => ({ total: 2 }) });
    harness.emulator.controls.faults.dropCommitReplies(1, 'stats/');
    await flusher.flush();
    harness.emulator.controls.faults.clear();
    await flusher.stop();
    expect((await fleet.stats(24)).counts.total).toBe(2);
  });

  it('count a flush once although the store went away before its answer, and was back in another hour', async () => {
    const { faults } = harness.emulator.controls;
    const lossy = createLossyAnswers();
    const fleet = harness.fleet({ span: lossy.span });
    let total = 2;
    const flusher = fleet.startStats({ instance: 'f', region: 'r1', read: async () => ({ total }) });
    const applied = Promise.withResolvers<void>();
    lossy.lose('flush_counters', () => {
      faults.unavailable();
      applied.resolve();
    });
    const flushing = flusher.flush();
    await applied.promise;
    await whileTimePasses(harness.clock, flushing);
    faults.clear();
    harness.clock.advance(3_600_000);
    total = 5;
    await flusher.stop();
    expect((await fleet.stats(24)).counts.total).toBe(5);
  });

  it('of older hours are left out', async () => {
    const fleet = harness.fleet();
    const flusher = fleet.startStats({ instance: 'e', region: 'r1', read: async () => ({ old: 1 }) });
    await flusher.stop();
    harness.clock.advance(25 * 3_600_000);
    expect((await fleet.stats(24)).counts).toEqual({});
  });
});
