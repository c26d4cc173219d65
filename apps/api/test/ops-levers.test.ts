import { type OpsAuditPage, opsAuditPageSchema, opsRegionsSchema, ProblemError } from '@sets/contract';
import { createApiClient, problemOf } from '@sets/local-stack';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiInstance, OPS_TOKEN, watched } from './support/api-instance.ts';
import { eventually } from './support/eventually.ts';
import { claim, finding, newPost, type Region } from './support/fixtures.ts';
import { queueName, startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
let without: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
  without = await cloud.startApi({ OPS_TOKEN: undefined });
});
afterAll(() => cloud.close());

const ROUTES = [
  ['GET', '/jobs'],
  ['POST', '/jobs/AAAAAAAAAAAAAAAAAAAAAA/replay'],
  ['POST', '/jobs/replay'],
  ['POST', '/replays'],
  ['GET', '/replays'],
  ['GET', '/replays/rp_AAAAAAAAAAAAAAAAAAAAAA'],
  ['POST', '/replays/rp_AAAAAAAAAAAAAAAAAAAAAA/run'],
  ['POST', '/jobs/purge'],
  ['POST', '/results/invalidate'],
  ['POST', '/posts/take-down'],
  ['POST', '/posts/allow'],
  ['POST', '/callers/mobile-backend/forget'],
  ['GET', '/regions'],
  ['POST', '/regions/us-central1'],
  ['GET', '/audit'],
  ['GET', '/upstreams'],
  ['POST', '/keys'],
  ['GET', '/keys'],
  ['GET', '/app-check'],
  ['POST', '/keys/AAAAAAAAAAAA/rotate'],
  ['POST', '/keys/AAAAAAAAAAAA/revoke'],
] as const;

describe('the levers', () => {
  it.each(ROUTES)('%s %s do not exist without a token, and open to no other one', async (method, path) => {
    const body = method === 'POST' ? { body: {} } : {};
    const absent = await without.ops.send(method, path, body);
    expect([absent.status, problemOf(absent).code]).toEqual([404, 'route_not_found']);

    const tried = [undefined, 'Bearer wrong', `Bearer ${OPS_TOKEN}x`, `Basic ${OPS_TOKEN}`, OPS_TOKEN, 'Bearer', ''];
    for (const authorization of tried) {
      const client = createApiClient(
        `${api.url}/v1/ops`,
        authorization === undefined ? {} : { authorization },
        watched,
      );
      const refused = await client.send(method, path, body);
      expect([refused.status, problemOf(refused).code]).toEqual([401, 'unauthenticated']);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('leave no trace of the token in the log', async () => {
    await api.ops.get('/audit');
    expect(api.log.join('')).toContain('/v1/ops/audit');
    expect(api.log.join('')).not.toContain(OPS_TOKEN);
  });
});

/** What was changed; every use of the token is on record beside it. */
async function audit(): Promise<OpsAuditPage['entries']> {
  const { entries } = opsAuditPageSchema.parse((await api.ops.get('/audit')).body);
  return entries.filter(({ action }) => action !== 'break_glass');
}

describe('invalidating', () => {
  const lookup = async (url: string) =>
    (await api.get(`/v1/results?url=${encodeURIComponent(url)}&language=es`)).headers.get('location') ?? '';
  async function stored(url: string): Promise<string> {
    cloud.clock.advance(1_000);
    const { job } = await api.submit({ url, language: 'es' });
    await (await claim(cloud.worker, job.id)).complete(finding());
    const path = await lookup(url);
    // Once for each tier: read from Firestore, then held in memory.
    for (const _ of ['firestore', 'memory']) {
      expect((await api.get(path)).status).toBe(200);
    }
    return path;
  }

  it.each(['by key', 'by another share form of its link'])(
    'a result %s works at once, memory included',
    async (how) => {
      const { id, url } = newPost();
      const path = await stored(url);
      const key = path.replace('/v1/results/', '');
      const link = { url: `https://m.tiktok.com/v/${id}.html`, language: 'Spanish' };
      const answer = await api.ops.post('/results/invalidate', how === 'by key' ? { key } : link);
      expect(answer).toMatchObject({ status: 200, body: { key, known: true } });
      expect((await api.get(path)).status).toBe(404);
      expect((await api.submit({ url, language: 'es' })).job.served_from).toBe('new');
      const [entry] = await audit();
      expect(entry).toMatchObject({ action: 'invalidate_result', target: key, outcome: { ok: true, known: true } });
    },
  );

  it('reaches other instances within their memory’s time to live', async () => {
    const { url } = newPost();
    const path = await stored(url);
    const other = without;
    for (const _ of ['firestore', 'memory']) {
      expect((await other.get(path)).status).toBe(200);
    }
    await api.ops.post('/results/invalidate', { url, language: 'es' });
    expect((await other.get(path)).status).toBe(200);
    cloud.clock.advance(10_001);
    expect((await other.get(path)).status).toBe(404);
  });

  it('what nobody knows says so', async () => {
    const answer = await api.ops.post('/results/invalidate', { url: newPost().url });
    expect(answer).toMatchObject({ status: 200, body: { known: false } });
  });

  it.each([{}, { key: 'short' }, { key: 'a'.repeat(64), url: 'https://youtu.be/x' }])('%j is refused', async (body) => {
    expect(problemOf(await api.ops.post('/results/invalidate', body)).code).toBe('invalid_request');
  });
});

describe('a region', () => {
  const control = (region: Region, change: object) => api.ops.post(`/regions/${region}`, change);
  const queueState = (region: Region) =>
    cloud.tasks.controls.queues().find(({ name }) => name === queueName(region))?.state;
  async function listed() {
    const { regions } = opsRegionsSchema.parse((await api.ops.get('/regions')).body);
    return Object.fromEntries(regions.map((region) => [region.region, region]));
  }
  /** What the fleet looks like is seen anew after 5 s. */
  function listedAnew() {
    cloud.clock.advance(6_000);
    return listed();
  }
  /** The decision reaches an instance through its listener. */
  const heard = (region: Region, state: { readonly paused?: boolean; readonly drained?: boolean }) =>
    eventually(async () => expect((await listed())[region]).toMatchObject(state));
  afterEach(async () => {
    for (const change of [{ paused: false }, { drained: false }]) {
      await control('us-central1', change);
    }
    await heard('us-central1', { paused: false, drained: false });
  });

  it('that is paused keeps its tasks until it is resumed', async () => {
    expect(await control('us-central1', { paused: true })).toMatchObject({
      ...{ status: 200, body: { region: 'us-central1', paused: true } },
    });
    expect([queueState('us-central1'), queueState('europe-west1')]).toEqual(['PAUSED', 'RUNNING']);
    await heard('us-central1', { paused: true, drained: false });
    const { job } = await api.submit({ url: newPost().url });
    expect((await listedAnew())['us-central1']).toMatchObject({
      queue: { state: 'paused', depth: 1, oldest_age_s: expect.any(Number) },
    });
    expect(cloud.tasksArriveAt.has(job.id)).toBe(false);

    await control('us-central1', { paused: false });
    expect(queueState('us-central1')).toBe('RUNNING');
    expect(await cloud.tasksArriveAt.regionOf(job.id)).toBe('us-central1');
    await heard('us-central1', { paused: false });
    await eventually(async () =>
      expect((await listedAnew())['us-central1']).toMatchObject({ queue: { state: 'running', depth: 0 } }),
    );
  });

  it('that is drained gives new jobs and replays to another, and takes them again afterwards', async () => {
    await cloud.workerIn('us-central1');
    await cloud.workerIn('europe-west1');
    const submittedTo = async (): Promise<string> => {
      const { job } = await api.submit({ url: newPost().url });
      return await cloud.tasksArriveAt.regionOf(job.id);
    };
    expect((await listedAnew())['us-central1']).toMatchObject({ instances: { worker: 1 } });
    expect(await submittedTo()).toBe('us-central1');
    const { job } = await api.submit({ url: newPost().url });
    await (await claim(cloud.worker, job.id)).fail(new ProblemError('scraper_out_of_credits'));

    await control('us-central1', { drained: true });
    await heard('us-central1', { drained: true, paused: false });
    expect(await submittedTo()).toBe('europe-west1');
    const replayed = (await api.ops.post(`/jobs/${job.id}/replay`)).body as { job_id: string };
    expect(await cloud.tasksArriveAt.regionOf(replayed.job_id)).toBe('europe-west1');
    expect(queueState('us-central1')).toBe('RUNNING');

    await control('us-central1', { drained: false });
    await heard('us-central1', { drained: false });
    expect(await submittedTo()).toBe('us-central1');
  });

  it.each([
    ['an unknown region', '/regions/mars-north1', { paused: true }],
    ['two changes at once', '/regions/us-central1', { paused: true, drained: true }],
    ['no change', '/regions/us-central1', {}],
  ])('is not changed for %s', async (_what, path, body) => {
    const answer = await api.ops.post(path, body);
    expect([answer.status, problemOf(answer).code]).toEqual([400, 'invalid_request']);
  });
});

describe('the record', () => {
  it('tells who changed what, when, and what came of it, newest first', async () => {
    const { job } = await api.submit({ url: newPost().url });
    await (await claim(cloud.worker, job.id)).fail(new ProblemError('scraper_out_of_credits'));
    cloud.clock.advance(1_000);
    const since = cloud.clock.now();
    const filter = { code: 'scraper_out_of_credits', content_id: job.source.content_id };
    const steps: (() => Promise<unknown>)[] = [
      () => api.ops.post(`/jobs/${job.id}/replay`),
      () => api.ops.post('/jobs/replay', { filter, limit: 7 }),
      () => api.ops.post('/jobs/purge', { filter }),
      () =>
        createApiClient(`${api.url}/v1/ops`, { authorization: `Bearer ${OPS_TOKEN}`, 'x-operator': 'bob <b>' }).post(
          '/regions/europe-west1',
          { paused: false },
        ),
    ];
    for (const step of steps) {
      await step();
      cloud.clock.advance(1_000);
    }
    const entries = (await audit()).filter(({ at }) => Date.parse(at) >= since);
    expect(entries).toMatchObject([
      {
        actor: 'operator',
        action: 'control_region',
        target: 'europe-west1',
        details: { paused: false },
        outcome: { ok: true },
      },
      { actor: 'operator:ada', action: 'purge_jobs', outcome: { ok: true, purged: 0 } },
      { actor: 'operator:ada', action: 'replay_jobs', details: { limit: 7 }, outcome: { ok: true } },
      { actor: 'operator:ada', action: 'replay_job', target: job.id, outcome: { ok: true, outcome: 'new' } },
    ]);
  });

  it('has changes that failed, too', async () => {
    cloud.tasks.controls.faults.unavailable();
    const answer = await api.ops.post('/regions/europe-west1', { paused: true });
    cloud.tasks.controls.faults.clear();
    expect([answer.status, problemOf(answer).code]).toEqual([503, 'storage_unavailable']);
    expect((await audit())[0]).toMatchObject({
      ...{ action: 'control_region', target: 'europe-west1', details: { paused: true } },
      outcome: { ok: false, error: expect.any(String) },
    });
    await api.ops.post('/regions/europe-west1', { paused: false });
  });
});
