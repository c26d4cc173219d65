import { systemClock } from '@sets/service-kit';
import { ManualClock, type StoreHarness, startStoreHarness } from '@sets/store-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readFleet, readStats, startHeartbeat, startStatsFlusher } from '../src/index.ts';

let harness: StoreHarness;
beforeAll(async () => {
  harness = await startStoreHarness();
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
    const context = harness.context();
    const beats = [member('a', 'r1'), member('b', 'r1'), member('c', 'r1', 'api'), member('d', 'r2')].map((one) =>
      startHeartbeat(context, one),
    );
    for (const one of beats) {
      await one.beat();
    }
    // The first to beat was elected and saw only itself; its next beat sees all.
    await beats[0]?.beat();
    const regions = await readFleet(context);
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

  it('elects another writer when the first has gone, and forgets the dead', async () => {
    const context = harness.context();
    // The first is as good as killed: its own clock stands still, so it never beats by itself.
    const first = startHeartbeat(harness.context({ clock: new ManualClock() }), member('first', 'r3'));
    const second = startHeartbeat(context, member('second', 'r3'));
    await first.beat();
    await second.beat();
    harness.clock.advance(9_000);
    await second.beat();
    expect((await readFleet(context)).find(({ region }) => region === 'r3')?.writer).toBe('first');
    harness.clock.advance(12_000);
    await second.beat();
    harness.clock.advance(23_000);
    await second.beat();
    const region = (await readFleet(context)).find(({ region: name }) => name === 'r3');
    expect(region).toMatchObject({ writer: 'second', worker_instances: 1, capacity: 80 });
    await second.stop();
  });

  it('calls a region silent when nobody writes for it any more', async () => {
    const context = harness.context();
    const only = startHeartbeat(context, member('only', 'r4'));
    await only.beat();
    await only.stop();
    harness.clock.advance(41_000);
    expect((await readFleet(context)).find(({ region }) => region === 'r4')).toMatchObject({ silent: true });
  });

  it('keeps one writer when two are elected in the same moment', async () => {
    const context = harness.context();
    const rivals = [startHeartbeat(context, member('x', 'r5')), startHeartbeat(context, member('y', 'r5'))];
    await Promise.all(rivals.map((one) => one.beat()));
    const writes = harness.emulator.controls.writeLog({ pathPrefix: 'fleet_regions/r5' });
    const writers = new Set(writes.map(({ fields }) => fields?.writer));
    expect(writers.size).toBe(1);
    for (const one of rivals) {
      await one.stop();
    }
  });
});

describe('counters', () => {
  beforeEach(() => harness.clock.advance(48 * 3_600_000));

  it('add up over instances, and survive them', async () => {
    const context = harness.context();
    const counts = { a: { 'submits/tiktok/new': 2 }, b: { 'submits/tiktok/new': 3, 'requests/total': 5 } };
    const a = startStatsFlusher(context, { instance: 'a', region: 'r1', read: async () => counts.a });
    const b = startStatsFlusher(context, { instance: 'b', region: 'r2', read: async () => counts.b });
    await a.flush();
    await a.stop();
    await b.stop();
    expect((await readStats(context, 24)).counts).toEqual({ 'submits/tiktok/new': 5, 'requests/total': 5 });
  });

  it('are written once, however often they are flushed', async () => {
    const context = harness.context();
    let total = 1;
    const flusher = startStatsFlusher(context, { instance: 'c', region: 'r1', read: async () => ({ total }) });
    await flusher.flush();
    await flusher.flush();
    total = 4;
    expect(await flusher.pending()).toEqual({ total: 3 });
    await flusher.flush();
    expect(await flusher.pending()).toEqual({});
    await flusher.stop();
    expect((await readStats(context, 24)).counts).toEqual({ total: 4 });
  });

  it('count a flush once although its answer was lost', async () => {
    const context = harness.context();
    const flusher = startStatsFlusher(context, { instance: 'd', region: 'r1', read: async () => ({ total: 2 }) });
    harness.emulator.controls.faults.dropCommitReplies(1, 'stats/');
    await flusher.flush();
    harness.emulator.controls.faults.clear();
    await flusher.stop();
    expect((await readStats(context, 24)).counts.total).toBe(2);
  });

  it('count a flush once although Firestore went away before its answer, and was back in another hour', async () => {
    const { faults, writeLog } = harness.emulator.controls;
    const context = harness.context({ clock: systemClock, policy: { storeTimeoutMs: 1_000 } });
    // So that the hour is the server's from the start.
    await readFleet(context);
    let total = 2;
    const flusher = startStatsFlusher(context, { instance: 'f', region: 'r1', read: async () => ({ total }) });
    const before = writeLog({ pathPrefix: 'stats/' }).length;
    faults.dropCommitReplies(1, 'stats/');
    const flushing = flusher.flush();
    await expect.poll(() => writeLog({ pathPrefix: 'stats/' }).length, { interval: 5 }).toBe(before + 1);
    faults.unavailable();
    await flushing;
    faults.clear();
    harness.clock.advance(3_600_000);
    total = 5;
    await flusher.stop();
    expect((await readStats(context, 24)).counts.total).toBe(5);
  });

  it('of older hours are left out', async () => {
    const context = harness.context();
    const flusher = startStatsFlusher(context, { instance: 'e', region: 'r1', read: async () => ({ old: 1 }) });
    await flusher.stop();
    harness.clock.advance(25 * 3_600_000);
    expect((await readStats(context, 24)).counts).toEqual({});
  });
});
