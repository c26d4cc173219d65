import {
  healthSchema,
  type Performance,
  performanceSchema,
  processingHealthSchema,
  regionsHealthSchema,
} from '@sets/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
// What the pages saw last is shown for up to 5 s.
beforeEach(() => cloud.clock.advance(6_000));
afterAll(() => cloud.close());

/** The page, as the contract has it and with nothing beside that. */
async function page<S extends z.ZodType>(path: string, schema: S, from = api): Promise<z.output<S>> {
  const answer = await from.get(path);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const parsed = schema.parse(answer.body);
  expect(parsed).toEqual(answer.body);
  return parsed;
}

it('/health looks at Firestore', async () => {
  expect(await page('/health', healthSchema)).toMatchObject({
    ...{ status: 'ok', service: 'api', version: 'test', region: 'us-west1', environment: 'test' },
    checks: { firestore: { ok: true, error: null } },
  });
});

it('every page is whole before anything was ever heard of', async () => {
  expect(await page('/health/regions', regionsHealthSchema)).toMatchObject({
    ...{ status: 'unknown', regions_available: 0 },
    regions: [
      { region: 'us-central1', status: 'unknown', queue: { state: 'running', depth: 0, oldest_age_s: null } },
      { region: 'europe-west1', status: 'unknown', last_heartbeat_at: null },
    ],
  });
  expect(await page('/health/processing', processingHealthSchema)).toMatchObject({
    ...{ status: 'unknown', genai_pool: { endpoints: [], available: 0 }, cache: { hit_rate: null } },
  });
  expect(await page('/metrics/performance', performanceSchema)).toMatchObject({
    ...{ cache: { hit_rate: null }, jobs: { success_rate: null }, processing: { utilization: null } },
    response_ms: { average: null, p95: null },
  });
});

it('/health/regions and /health/processing show the fleet: workers, queues, endpoints', async () => {
  await cloud.workerIn('us-central1');
  expect(await page('/health/regions', regionsHealthSchema)).toMatchObject({
    ...{ status: 'degraded', regions_available: 1 },
    regions: [
      {
        ...{ region: 'us-central1', status: 'ok', instances: { worker: 1 }, active_jobs: 3, capacity: 80 },
        endpoints: [{ location: 'us-central1', circuit: 'closed' }],
      },
      { region: 'europe-west1', status: 'unknown' },
    ],
  });
  expect(await page('/health/processing', processingHealthSchema)).toMatchObject({
    ...{ genai_pool: { available: 1 }, processing: { active: 3, capacity: 80 } },
    queues: [{ region: 'us-central1', state: 'running' }, { region: 'europe-west1' }],
  });
  // Nobody beats for it any more: its last word is not repeated.
  cloud.clock.advance(41_000);
  expect(await page('/health/regions', regionsHealthSchema)).toMatchObject({ status: 'down', regions_available: 0 });
});

it('a new instance shows within a second who has come beside it', async () => {
  const young = await cloud.startApi({ REGION: 'europe-west1' });
  expect(await page('/health/regions', regionsHealthSchema, young)).toMatchObject({
    regions: [{ status: 'down' }, { region: 'europe-west1', status: 'down', instances: { api: 1, worker: 0 } }],
  });
  await cloud.workerIn('europe-west1');
  cloud.clock.advance(1_001);
  expect(await page('/health/regions', regionsHealthSchema, young)).toMatchObject({
    regions: [{}, { region: 'europe-west1', status: 'ok', instances: { api: 1, worker: 1 } }],
  });
  await young.close();
});

it('/metrics/performance counts once what happened, for every instance and beyond its end', async () => {
  const { url } = newPost();
  const before = await page('/metrics/performance', performanceSchema);
  const { job } = await api.submit({ url });
  await api.submit({ url });
  await (await claim(cloud.worker, job.id)).complete(finding());
  await api.submit({ url });
  await api.submit({ url });
  await api.submit({ url: 'https://youtu.be/dQw4w9WgXcQ' });
  await api.post('/v1/jobs', { url: 'no link' });

  const growth = ({ cache, jobs }: Performance) => ({
    ...{ new: jobs.accepted - before.jobs.accepted, joined: cache.joined - before.cache.joined },
    ...{ firestore: cache.by_tier.firestore, memory: cache.by_tier.memory },
    platforms: cache.by_platform,
  });
  const expected = {
    ...{ new: 2, joined: 1, firestore: 1, memory: 1 },
    platforms: { tiktok: { hits: 3, misses: 1 }, youtube: { hits: 0, misses: 1 } },
  };
  const unflushed = await page('/metrics/performance', performanceSchema);
  expect(growth(unflushed)).toEqual(expected);
  expect(unflushed.cache.hit_rate).toBeCloseTo(3 / 5);
  expect(unflushed.response_ms.average).toBeGreaterThan(0);
  expect(unflushed.response_ms.p95).toBeGreaterThan(0);

  await api.flushStats();
  cloud.clock.advance(6_000);
  expect(growth(await page('/metrics/performance', performanceSchema))).toEqual(expected);
  const other = await cloud.startApi();
  const elsewhere = await page('/metrics/performance', performanceSchema, other);
  expect(growth(elsewhere)).toEqual(expected);
});

it('/metrics has the same counts for Prometheus, by route and not by path', async () => {
  await api.get('/v1/jobs/AAAAAAAAAAAAAAAAAAAAAA');
  const { status, headers, body } = await api.get('/metrics');
  expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([200, 'text/plain']);
  const lines = String(body).split('\n');
  const value = (name: string, ...labels: string[]): number => {
    const line = lines.find((one) => one.startsWith(`${name}{`) && labels.every((label) => one.includes(label)));
    return Number(line?.split(' ').at(-1));
  };
  expect(value('sets_submits_total', 'platform="tiktok"', 'from="new"')).toBe(1);
  expect(value('sets_submits_total', 'platform="tiktok"', 'from="memory"', 'region="us-west1"')).toBe(1);
  expect(value('http_request_duration_seconds_count', 'route="/v1/jobs/:id"', 'status="404"')).toBe(1);
  expect(body).not.toContain('AAAAAAAAAAAAAAAAAAAAAA');
});
