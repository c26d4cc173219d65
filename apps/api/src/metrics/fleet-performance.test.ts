import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { type Fleet, histogramCounts } from '@sets/fleet';
import { createMetrics } from '@sets/service-kit';
import { expect, test } from 'vitest';
import { createPerformanceReader, toPerformance } from './fleet-performance.ts';

const SINCE = Date.UTC(2026, 10, 23, 9);

test('rates are null before the first event', () => {
  expect(toPerformance(SINCE, {})).toMatchObject({
    since: '2026-11-23T09:00:00.000Z',
    response_ms: { average: null, p95: null },
    cache: { hits: 0, misses: 0, hit_rate: null },
    jobs: { success_rate: null },
  });
});

test('clients are told by the continents that somebody came from', () => {
  const { clients } = toPerformance(SINCE, { 'clients/europe': 3, 'clients/asia': 0, 'clients/unknown': 1 });
  expect(clients).toEqual({ by_continent: { europe: 3, unknown: 1 } });
});

test('a joined submit is a hit: it costs no work of its own', () => {
  const { cache, jobs } = toPerformance(SINCE, {
    'submits/tiktok/memory': 5,
    'submits/tiktok/joined': 1,
    'submits/tiktok/new': 2,
    'submits/youtube/firestore': 1,
    'submits/youtube/new': 1,
    'jobs/succeeded': 2,
    'jobs/declined': 1,
    'jobs/failed': 1,
  });
  expect(cache).toEqual({
    hits: 6,
    misses: 3,
    joined: 1,
    hit_rate: 0.7,
    by_tier: { memory: 5, redis: 0, firestore: 1 },
    by_platform: { tiktok: { hits: 6, misses: 2 }, youtube: { hits: 1, misses: 1 } },
  });
  expect(jobs).toEqual({ accepted: 3, succeeded: 2, declined: 1, failed: 1, success_rate: 0.75 });
});

test('latencies of several instances add up to one distribution, in milliseconds', async () => {
  const observe = async (seconds: readonly number[]) => {
    const histogram = createMetrics({ service: 'api', region: 'r' }).histogram({
      name: 'x_seconds',
      help: 'x',
      buckets: [0.1, 1, 10],
    });
    for (const one of seconds) {
      histogram.observe({}, one);
    }
    return histogramCounts('response_ms', await histogram.counts(), 1_000);
  };
  const [one, other] = [await observe([0.05, 0.05, 0.05]), await observe([5])];
  const counts: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) {
    counts[name] = (counts[name] ?? 0) + count;
  }
  const { response_ms } = toPerformance(SINCE, counts);
  expect(response_ms.average).toBeCloseTo(1_287.5);
  expect(response_ms.p50).toBeLessThanOrEqual(100);
  expect(response_ms.p95).toBeGreaterThan(1_000);
});

/** A reader on counters that a test gives, or that cannot be had; counts how often they are asked for. */
function reader(stats: Fleet['stats'], pending: () => number = () => 0) {
  const clock = createManualClock();
  let asked = 0;
  const fleet = {
    stats(hours: number) {
      asked += 1;
      return stats(hours);
    },
  };
  const own = { pending: async () => ({ 'jobs/succeeded': pending() }) };
  return { clock, asked: () => asked, ...createPerformanceReader({ store: { fleet }, own, clock }) };
}

test('one look serves everybody for 5 s, with what each moment adds', async () => {
  let pending = 1;
  const { clock, asked, read } = reader(
    async () => ({ sinceMs: SINCE, counts: { 'jobs/succeeded': 10 } }),
    () => pending,
  );
  expect((await read()).jobs.succeeded).toBe(11);
  clock.advance(4_999);
  pending = 2;
  expect([(await read()).jobs.succeeded, asked()]).toEqual([12, 1]);
  clock.advance(1);
  await read();
  expect(asked()).toBe(2);
});

test('a look that failed speaks for everybody for a second', async () => {
  const { clock, asked, read } = reader(() => Promise.reject(new ProblemError('storage_unavailable')));
  for (let n = 0; n < 10; n += 1) {
    await expect(read()).rejects.toMatchObject({ code: 'storage_unavailable' });
  }
  expect(asked()).toBe(1);
  clock.advance(1_000);
  await expect(read()).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect(asked()).toBe(2);
});
