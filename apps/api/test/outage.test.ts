import { healthSchema, regionsHealthSchema } from '@sets/contract';
import { type Answer, problemOf } from '@sets/local-stack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { eventually } from './support/eventually.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { givenUp } from './support/given-up.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

const HOUR_MS = 3_600_000;
/** Longer than any tier or page keeps what it saw last. */
const FORGOTTEN_MS = 11_000;
/** Longer than any outage here lasts. Firestore keeps silent: the official client would repeat what it refuses. */
const SILENT_MS = 3_600_000;
let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud({ CACHE_TTL_HOURS: '1' });
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

async function known(): Promise<{ url: string; path: string }> {
  const { url } = newPost();
  const { job } = await api.submit({ url });
  await (await claim(cloud.worker, job.id)).complete(finding());
  await api.submit({ url });
  const hit = await api.submit({ url });
  return { url, path: hit.job.links.result ?? '' };
}
function expectUnavailable(answer: Answer): void {
  expect([answer.status, problemOf(answer).code, answer.headers.get('retry-after')]).toEqual([
    ...[503, 'storage_unavailable', '5'],
  ]);
  expect(problemOf(answer)).toMatchObject({ retryable: true, retry_after_s: 5 });
}

describe('while Firestore is away', () => {
  let held: { url: string; path: string };
  let job: string;
  let lost: string;
  beforeEach(async () => {
    held = await known();
    job = (await api.submit({ url: newPost().url })).job.id;
    lost = newPost().url;
    cloud.firestore.controls.faults.latency(SILENT_MS);
  });
  afterEach(async () => {
    cloud.firestore.controls.faults.clear();
    await eventually(async () => {
      cloud.clock.advance(FORGOTTEN_MS);
      expect((await api.get('/health')).body).toMatchObject({ status: 'ok' });
    });
  });

  it('what memory holds is served: as it is at first, marked once nobody can confirm it', async () => {
    expect((await api.submit({ url: held.url })).job.served_from).toBe('cache');
    cloud.clock.advance(FORGOTTEN_MS);
    const stale = await givenUp(cloud, api.submit({ url: `${held.url}?again` }));
    expect([stale.status, stale.job.served_from, stale.job.result?.title]).toEqual([200, 'stale', 'Leg day']);
    const result = await givenUp(cloud, api.get(held.path));
    expect(result).toMatchObject({ status: 200, body: { result: { title: 'Leg day' } } });
    expect(result.headers.get('cache-control')).toContain('s-maxage=30');
  });

  it('nothing is accepted that is not durable, and the same submit works afterwards', async () => {
    expectUnavailable(await givenUp(cloud, api.post('/v1/jobs', { url: lost })));
    cloud.firestore.controls.faults.clear();
    const later = await eventually(() => api.submit({ url: lost }));
    expect([later.status, later.job.served_from]).toEqual([202, 'new']);
  });

  it('nothing is said of jobs, regions and counters, and no lever moves unseen', async () => {
    cloud.clock.advance(FORGOTTEN_MS);
    const asked = await givenUp(
      cloud,
      Promise.all([
        api.get(`/v1/jobs/${job}`),
        api.post(`/v1/jobs/${job}/cancel`),
        api.get('/health/regions'),
        api.get('/health/processing'),
        api.get('/metrics/performance'),
        api.ops.get('/jobs'),
        api.ops.post('/regions/us-central1', { paused: true }),
      ]),
    );
    for (const answer of asked) {
      expectUnavailable(answer);
    }
    expect(new Set(cloud.tasks.controls.queues().map(({ state }) => state))).toEqual(new Set(['RUNNING']));
  });

  it('the instance says that it is degraded, and not why inside', async () => {
    cloud.clock.advance(FORGOTTEN_MS);
    const answer = await givenUp(cloud, api.get('/health'));
    expect(healthSchema.parse(answer.body)).toMatchObject({
      status: 'degraded',
      checks: { firestore: { ok: false, latency_ms: null, error: 'Firestore does not answer' } },
    });
    expect(answer.status).toBe(200);
    expect((await api.get('/metrics')).status).toBe(200);
  });
});

describe('while Cloud Tasks is away', () => {
  it('jobs are accepted, because they are durable, and sent by the sweeper afterwards', async () => {
    cloud.tasks.controls.faults.unavailable();
    const { status, job } = await givenUp(cloud, api.submit({ url: newPost().url }));
    expect([status, job.status]).toEqual([202, 'queued']);
    cloud.clock.advance(FORGOTTEN_MS);
    const { regions } = regionsHealthSchema.parse((await givenUp(cloud, api.get('/health/regions'))).body);
    expect(regions.map(({ queue }) => queue)).toEqual([null, null]);
    expect(api.log.join('')).toContain('A queue does not tell its state');

    cloud.tasks.controls.faults.clear();
    expect(cloud.tasksArriveAt.has(job.id)).toBe(false);
    cloud.clock.advance(60_000);
    await cloud.worker.jobs.sweep({ limit: 100 });
    expect(await cloud.tasksArriveAt.regionOf(job.id)).toBe('us-central1');
  });
});

describe('while no model answers anywhere', () => {
  it('an old value is served, marked, and a new post is accepted all the same', async () => {
    const { url, path } = await known();
    cloud.clock.advance(HOUR_MS);
    await cloud.workerIn('us-central1', 'open');
    await api.get('/health/regions');
    const stale = await api.submit({ url });
    expect([stale.status, stale.job.served_from, stale.job.links.result]).toEqual([200, 'stale', path]);
    expect((await api.submit({ url: newPost().url })).status).toBe(202);

    cloud.clock.advance(FORGOTTEN_MS);
    await cloud.workerIn('us-central1', 'closed');
    await api.get('/health/regions');
    expect((await api.submit({ url })).job.served_from).toBe('new');
  });
});
