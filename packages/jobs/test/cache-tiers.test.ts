import { systemClock } from '@sets/clock';
import { whileTimePasses } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import { createRedisLink, type RedisLinkOptions } from '@sets/store-kit';
import { hasRedisServer, startRedisServer } from '@sets/store-kit/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resultKey } from '../src/index.ts';
import { createMemoryTier } from '../src/results/memory-tier.ts';
import { createRedisTier, type RedisTier } from '../src/results/redis-tier.ts';
import { createResultCache } from '../src/results/result-cache.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

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
  const tier = (more: Partial<RedisLinkOptions> = {}): RedisTier =>
    createRedisTier({
      link: createRedisLink({
        redis,
        clock: systemClock,
        logger: { ...silentLogger, warn: (message) => warnings.push(message) },
        ...more,
      }),
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
    // Longer ago than the news that an instance begins with.
    harness.clock.advance(180_000);
  }

  it('serves a completed result to other instances of the region without Firestore', async () => {
    await solved('through');
    const store = harness.store({ redis: tier() });
    await store.jobs.lookup(keyOf('nobody'));
    const before = reads();
    expect(await store.jobs.submit(submission('through'))).toMatchObject({ kind: 'hit', tier: 'redis' });
    expect(await store.jobs.submit(submission('through'))).toMatchObject({ kind: 'hit', tier: 'memory' });
    expect(await store.jobs.lookup(keyOf('through'))).toMatchObject({ tier: 'memory', servedFrom: 'cache' });
    expect(reads()).toBe(before);
  });

  it('replaces every tier on a refresh', async () => {
    await solved('refresh', 'old');
    harness.clock.advance(60_000);
    const store = harness.store({ redis: tier() });
    const forced = await store.jobs.submit(submission('refresh', { forceRefresh: true, operate: true }));
    if (forced.kind !== 'new') {
      throw new Error('not refreshed');
    }
    expect(await store.jobs.submit(submission('refresh'))).toMatchObject({
      kind: 'hit',
      value: { result: { title: 'old' } },
    });
    await (await claimed(store, forced.snapshot.job.id)).complete(outcome('new'));
    for (const other of [store, harness.store({ redis: tier() }), harness.store()]) {
      expect(await other.jobs.submit(submission('refresh'))).toMatchObject({ value: { result: { title: 'new' } } });
    }
  });

  it('brings nothing back that a reader under way still held when it was invalidated', async () => {
    await solved('tombstone');
    const key = keyOf('tombstone');
    const { clock } = harness;
    const documents = harness.documents();
    const tiers = () =>
      createResultCache({
        memory: createMemoryTier({ clock }),
        redis: tier(),
        ...{ documents, clock, logger: silentLogger },
      });
    const held = await harness.store().jobs.lookup(key);
    if (held === null) {
      throw new Error('it was solved');
    }
    await tiers().invalidate(key);
    await tiers().fill(key, held.value, clock.now());
    expect(await tiers().peek(key, clock.now())).toBeNull();
  });

  it('skips a Redis that hangs or is gone, after one command that waited, and without an error', async () => {
    await solved('down');
    let commands = 0;
    const get: Redis['get'] = (...args) => {
      commands += 1;
      return redis.get(...args);
    };
    // Its time stands still, and so does the pause after a failure.
    const skipping = tier({
      redis: { get, set: redis.set.bind(redis), eval: redis.eval.bind(redis) },
      clock: harness.clock,
    });
    const store = harness.store({ redis: skipping });
    warnings.length = 0;
    await server.hang();
    expect(await store.jobs.submit(submission('down'))).toMatchObject({ kind: 'hit', tier: 'firestore' });
    expect(await store.jobs.submit(submission('down-2'))).toMatchObject({ kind: 'new' });
    expect(commands).toBe(1);
    await server.resume();
    await server.stop();
    expect(await harness.store({ redis: tier() }).jobs.submit(submission('down'))).toMatchObject({ tier: 'firestore' });
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

  it('reads an entry again after a quarter of an hour, so that what was deleted by hand ends too', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'by-hand'))).complete(outcome());
    const key = keyOf('by-hand');
    await store.jobs.lookup(key);
    await harness.firestore.doc(`results/${key}`).delete();
    harness.clock.advance(14 * 60_000);
    expect(await store.jobs.lookup(key)).toMatchObject({ tier: 'memory' });
    harness.clock.advance(60_000);
    expect(await store.jobs.lookup(key)).toBeNull();
  });

  it('coalesces concurrent lookups into one read', async () => {
    const store = harness.store();
    const id = await submitted(store, 'coalesce');
    await (await claimed(store, id)).complete(outcome());
    const key = (await store.jobs.get(id))?.job.key ?? '';
    const cold = harness.store();
    harness.emulator.controls.resetOperations();
    await Promise.all(Array.from({ length: 50 }, () => cold.jobs.lookup(key)));
    expect(harness.emulator.controls.operations().documentReads).toBe(1);
  });

  it('makes one caller find out that Firestore is out, and serves the others from memory at once', async () => {
    const store = harness.store();
    const id = await submitted(store, 'outage');
    await (await claimed(store, id)).complete(outcome());
    harness.clock.advance(60_000);
    harness.emulator.controls.faults.unavailable();
    // The client itself would try for minutes: the store's own time limit is what answers.
    const first = await whileTimePasses(harness.clock, store.jobs.submit(submission('outage')));
    expect(first).toMatchObject({ kind: 'hit', servedFrom: 'stale' });
    // No time passes: whoever waited for Firestore would wait for ever.
    expect(await store.jobs.submit(submission('outage'))).toMatchObject({ kind: 'hit', servedFrom: 'stale' });
    harness.emulator.controls.faults.clear();
    harness.clock.advance(10_000);
    expect(await store.jobs.submit(submission('outage'))).toMatchObject({ kind: 'hit', servedFrom: 'cache' });
  });

  it('answers from memory without a look at the regions or their models', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'plain'))).complete(outcome());
    const asked: string[] = [];
    const noting = submission('plain', {
      chooseRegion: () => `${asked.push('region')}`,
      upstreamsOut: () => asked.push('models') < 0,
    });
    expect(await store.jobs.submit(noting)).toMatchObject({ kind: 'hit', tier: 'memory' });
    expect(asked).toEqual([]);
    expect(await harness.store().jobs.submit(noting)).toMatchObject({ kind: 'hit', tier: 'firestore' });
    expect(asked).toEqual(['models']);
  });

  it('serves an old value, marked stale, while an outage lasts, and refreshes it otherwise', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'old'))).complete(outcome('old'));
    harness.clock.advance(168 * 3_600_000);
    const stale = { kind: 'hit', servedFrom: 'stale', value: { result: { title: 'old' } } };
    expect(await harness.store().jobs.submit(submission('old', { upstreamsOut: () => true }))).toMatchObject(stale);
    const refreshing = await submitted(harness.store(), 'old');
    const lease = await claimed(harness.store(), refreshing);
    expect(await harness.store().jobs.submit(submission('old', { upstreamsOut: () => true }))).toMatchObject(stale);
    await lease.fail(new ProblemError('scraper_unauthorized'));
    expect(await harness.store().jobs.submit(submission('old'))).toMatchObject(stale);
    harness.clock.advance(60_000);
    expect(await submitted(harness.store(), 'old')).not.toBe(refreshing);
    harness.clock.advance(168 * 3_600_000);
    expect(await harness.store().jobs.lookup(keyOf('old'))).toBeNull();
  });

  it('honours force_refresh for operators, and for callers once the value is ten minutes old', async () => {
    const store = harness.store();
    const first = await submitted(store, 'force');
    await (await claimed(store, first)).complete(outcome());
    const force = submission('force', { forceRefresh: true });
    expect(await store.jobs.submit(force)).toMatchObject({ kind: 'hit' });
    harness.clock.advance(600_000);
    const second = await store.jobs.submit(force);
    expect(second.kind).toBe('new');
    expect(await store.jobs.submit(force)).toMatchObject({ kind: 'joined' });
  });
});
