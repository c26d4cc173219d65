import { ProblemError } from '@sets/contract';
import { systemClock } from '@sets/service-kit';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRedisTier, type RedisTier, resultKey } from '../src/index.ts';
import { hasRedisServer, startRedisServer } from './support/redis-server.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/store-harness.ts';

const keyOf = (contentId: string): string =>
  resultKey({ profile: 'workout', version: '1', platform: 'tiktok', content_id: contentId, language: 'es' });

const available = hasRedisServer();
const title = available
  ? 'the tiers, with a real Redis'
  : 'the tiers, with a real Redis (skipped: no redis-server on PATH)';

describe.skipIf(!available)(title, () => {
  let harness: Harness;
  let server: Awaited<ReturnType<typeof startRedisServer>>;
  let redis: Redis;
  const warnings: string[] = [];
  const tier = (): RedisTier =>
    createRedisTier({
      redis,
      ttlMs: 60_000,
      clock: systemClock,
      logger: { info: () => {}, warn: (message) => warnings.push(message), error: () => {} },
    });
  beforeAll(async () => {
    harness = await startHarness();
    server = await startRedisServer();
    redis = new Redis(server.url, { enableOfflineQueue: false, commandTimeout: 100, maxRetriesPerRequest: 0 });
    redis.on('error', () => {});
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.close();
    await harness.close();
  });

  const reads = (): number => harness.emulator.controls.operations().documentReads;

  async function solved(contentId: string, text = 'first'): Promise<void> {
    const store = harness.store({ redis: tier() });
    await (await claimed(store, await submitted(store, contentId))).complete(outcome(text));
  }

  it('serves a completed result to other instances of the region without Firestore', async () => {
    await solved('through');
    const before = reads();
    const store = harness.store({ redis: tier() });
    expect(await store.submitJob(submission('through'))).toMatchObject({ kind: 'hit', tier: 'redis' });
    expect(await store.submitJob(submission('through'))).toMatchObject({ kind: 'hit', tier: 'memory' });
    expect(await store.lookupResult(keyOf('through'))).toMatchObject({ tier: 'memory', servedFrom: 'cache' });
    expect(reads()).toBe(before);
  });

  it('replaces every tier on a refresh', async () => {
    await solved('refresh', 'old');
    const store = harness.store({ redis: tier() });
    const forced = await store.submitJob(submission('refresh', { forceRefresh: true, operate: true }));
    if (forced.kind !== 'new') {
      throw new Error('not refreshed');
    }
    expect(await store.submitJob(submission('refresh'))).toMatchObject({
      kind: 'hit',
      value: { result: { title: 'old' } },
    });
    await (await claimed(store, forced.snapshot.id)).complete(outcome('new'));
    for (const other of [store, harness.store({ redis: tier() }), harness.store()]) {
      expect(await other.submitJob(submission('refresh'))).toMatchObject({ value: { result: { title: 'new' } } });
    }
  });

  it('brings nothing back that a reader under way still held when it was invalidated', async () => {
    await solved('tombstone');
    const { cache } = harness.store({ redis: tier() }).context;
    const held = await harness.store().lookupResult(keyOf('tombstone'));
    await cache.invalidate(keyOf('tombstone'));
    if (held !== null) {
      await harness.store({ redis: tier() }).context.cache.fill(keyOf('tombstone'), held.value, 0);
    }
    expect(await harness.store({ redis: tier() }).context.cache.peek(keyOf('tombstone'), 0)).toBeNull();
  });

  it('skips a Redis that hangs or is gone, quickly and without an error', async () => {
    await solved('down');
    const store = harness.store({ redis: tier() });
    warnings.length = 0;
    await server.hang();
    const started = performance.now();
    expect(await store.submitJob(submission('down'))).toMatchObject({ kind: 'hit', tier: 'firestore' });
    expect(await harness.store({ redis: tier() }).submitJob(submission('down-2'))).toMatchObject({ kind: 'new' });
    expect(performance.now() - started).toBeLessThan(2_000);
    await server.resume();
    await server.stop();
    expect(await harness.store({ redis: tier() }).submitJob(submission('down'))).toMatchObject({ tier: 'firestore' });
    await server.start();
    expect(warnings[0]).toMatch(/skipped/);
  });
});

describe('memory and Firestore', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  it('asks Firestore again after the short memory time, so that an invalidation reaches every instance', async () => {
    const [one, other] = [harness.store(), harness.store()];
    const id = await submitted(one, 'spread');
    await (await claimed(one, id)).complete(outcome());
    const key = (await one.getJob(id))?.job.key ?? '';
    await other.lookupResult(key);
    await harness.firestore.doc(`results/${key}`).delete();
    expect(await other.lookupResult(key)).toMatchObject({ tier: 'memory' });
    harness.clock.advance(30_000);
    expect(await other.lookupResult(key)).toBeNull();
  });

  it('coalesces concurrent lookups into one read', async () => {
    const store = harness.store();
    const id = await submitted(store, 'coalesce');
    await (await claimed(store, id)).complete(outcome());
    const key = (await store.getJob(id))?.job.key ?? '';
    const cold = harness.store();
    harness.emulator.controls.resetOperations();
    await Promise.all(Array.from({ length: 50 }, () => cold.lookupResult(key)));
    expect(harness.emulator.controls.operations().documentReads).toBe(1);
  });

  it('makes one caller find out that Firestore is out, and serves the others from memory at once', async () => {
    const store = harness.store();
    const id = await submitted(store, 'outage');
    await (await claimed(store, id)).complete(outcome());
    harness.clock.advance(60_000);
    harness.emulator.controls.faults.unavailable();
    // The client itself would try for minutes: the store's own time limit is what answers.
    let answered = false;
    const first = store.submitJob(submission('outage')).finally(() => {
      answered = true;
    });
    await expect
      .poll(() => {
        harness.clock.advance(1_000);
        return answered;
      })
      .toBe(true);
    expect(await first).toMatchObject({ kind: 'hit', servedFrom: 'stale' });
    // No time passes: whoever waited for Firestore would wait for ever.
    expect(await store.submitJob(submission('outage'))).toMatchObject({ kind: 'hit', servedFrom: 'stale' });
    harness.emulator.controls.faults.clear();
    harness.clock.advance(10_000);
    expect(await store.submitJob(submission('outage'))).toMatchObject({ kind: 'hit', servedFrom: 'cache' });
  });

  it('serves an old value, marked stale, while an outage lasts, and refreshes it otherwise', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'old'))).complete(outcome('old'));
    harness.clock.advance(168 * 3_600_000);
    const stale = { kind: 'hit', servedFrom: 'stale', value: { result: { title: 'old' } } };
    expect(await harness.store().submitJob(submission('old', { upstreamsOut: true }))).toMatchObject(stale);
    const refreshing = await submitted(harness.store(), 'old');
    const lease = await claimed(harness.store(), refreshing);
    expect(await harness.store().submitJob(submission('old', { upstreamsOut: true }))).toMatchObject(stale);
    await lease.fail(new ProblemError('scraper_unauthorized'));
    expect(await harness.store().submitJob(submission('old'))).toMatchObject(stale);
    harness.clock.advance(60_000);
    expect(await submitted(harness.store(), 'old')).not.toBe(refreshing);
    harness.clock.advance(168 * 3_600_000);
    expect(await harness.store().lookupResult(keyOf('old'))).toBeNull();
  });

  it('honours force_refresh for operators, and for callers once the value is ten minutes old', async () => {
    const store = harness.store();
    const first = await submitted(store, 'force');
    await (await claimed(store, first)).complete(outcome());
    const force = submission('force', { forceRefresh: true });
    expect(await store.submitJob(force)).toMatchObject({ kind: 'hit' });
    harness.clock.advance(600_000);
    const second = await store.submitJob(force);
    expect(second.kind).toBe('new');
    expect(await store.submitJob(force)).toMatchObject({ kind: 'joined' });
  });
});
