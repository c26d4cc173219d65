import { type OpsJobPage, opsJobPageSchema, opsReplaySchema, ProblemError } from '@sets/contract';
import { jobOf, problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

async function search(query: Record<string, string>): Promise<OpsJobPage> {
  const answer = await api.ops.get(`/jobs?${new URLSearchParams(query)}`);
  if (answer.status !== 200) {
    throw new Error(JSON.stringify(answer.body));
  }
  return opsJobPageSchema.parse(answer.body);
}
const idsOf = async (query: Record<string, string>) => (await search(query)).jobs.map(({ id }) => id);
/** A time that nothing before it has. */
function now(): string {
  cloud.clock.advance(1_000);
  return new Date(cloud.clock.now()).toISOString();
}

async function submitted(url = newPost().url): Promise<string> {
  return (await api.submit({ url })).job.id;
}
async function dead(
  url = newPost().url,
  code: 'scraper_out_of_credits' | 'model_unauthorized' = 'scraper_out_of_credits',
) {
  const id = await submitted(url);
  await (await claim(cloud.worker, id)).fail(new ProblemError(code));
  return id;
}

describe('a search', () => {
  it('finds what a request has made or joined by the id that its answer told, ours or the caller’s', async () => {
    const ours = await api.post('/v1/jobs', { url: newPost().url });
    const { url } = newPost();
    const named = await api.post('/v1/jobs', { url }, { 'x-request-id': 'order:77.b' });
    const joined = await api.post('/v1/jobs', { url }, { 'x-request-id': 'order:78.a' });
    expect(jobOf(joined)).toMatchObject({ served_from: 'joined' });
    expect((await search({ request: 'order:78.a' })).jobs).toMatchObject([
      { id: jobOf(named).id, request_id: 'order:77.b' },
    ]);
    const jobs = [newPost(), newPost()].map(({ url }) => ({ url }));
    const batch = await api.post('/v1/jobs/batch', { jobs }, { 'x-request-id': 'batch-1' });
    expect(ours.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await idsOf({ request: ours.headers.get('x-request-id') ?? '' })).toEqual([jobOf(ours).id]);
    expect((await search({ request: 'order:77.b' })).jobs).toMatchObject([
      { id: jobOf(named).id, request_id: 'order:77.b' },
    ]);
    const made = batch.body as { readonly items: readonly { readonly job: { readonly id: string } }[] };
    expect((await idsOf({ request: 'batch-1' })).toSorted()).toEqual(made.items.map(({ job }) => job.id).toSorted());
    expect(await idsOf({ request: 'nobody' })).toEqual([]);
    expect((await api.ops.get('/jobs?request=%20')).status).toBe(400);
  });

  it('finds by id, content, every share form, problem, state, region and time', async () => {
    const post = newPost();
    const before = now();
    const id = await dead(post.url, 'model_unauthorized');
    const later = now();
    const queued = await submitted();
    cloud.shortLinks.lead('https://vm.tiktok.com/ZMops', `${post.url}?_r=1`);

    const [job] = (await search({ id })).jobs;
    expect(job).toMatchObject({
      ...{ id, region: 'us-central1', dead: true, caller: 'anonymous', epoch: 1, owner: null, wake_at: null },
      ...{ status: 'failed', error: { code: 'model_unauthorized' }, replayed_by: null },
    });
    expect(job?.trace).toMatch(/^00-[0-9a-f]{32}-/);
    expect(await idsOf({ trace: job?.trace?.split('-')[1] ?? '' })).toEqual([id]);
    expect(await idsOf({ trace: 'a'.repeat(32) })).toEqual([]);
    expect(await idsOf({ request: job?.trace?.split('-')[1] ?? '' })).toEqual([id]);
    expect(await idsOf({ platform: 'tiktok', content_id: post.id })).toEqual([id]);
    for (const url of [`${post.url}?_t=9`, `https://m.tiktok.com/v/${post.id}.html`, 'https://vm.tiktok.com/ZMops/']) {
      expect(await idsOf({ url })).toEqual([id]);
    }
    expect(await idsOf({ code: 'model_unauthorized' })).toEqual([id]);
    expect(await idsOf({ status: 'queued', created_from: later })).toEqual([queued]);
    expect(await idsOf({ created_from: before, created_before: later })).toEqual([id]);
    expect(await idsOf({ region: 'us-central1', created_from: before })).toEqual([queued, id]);
    expect(await idsOf({ region: 'europe-west1', created_from: before })).toEqual([]);
    expect(await idsOf({ dead: 'true', created_from: before })).toEqual([id]);
    expect(await idsOf({ dead: 'false', created_from: before })).toEqual([queued]);
    expect(await idsOf({ id: 'AAAAAAAAAAAAAAAAAAAAAA' })).toEqual([]);
  });

  it('pages to the end, each job once, also those of one millisecond', async () => {
    const from = now();
    const ids = await Promise.all(Array.from({ length: 23 }, () => submitted()));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: OpsJobPage = await search({ created_from: from, limit: '5', ...(cursor === '' ? {} : { cursor }) });
      expect(page.jobs.length).toBeLessThanOrEqual(5);
      seen.push(...page.jobs.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
    const times = (await search({ created_from: from })).jobs.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().reverse());
  });

  it.each([
    ['status=sleeping', 'invalid_request'],
    ['code=no_such_code', 'invalid_request'],
    ['limit=0', 'invalid_request'],
    ['limit=201', 'invalid_request'],
    ['cursor=nonsense', 'invalid_request'],
    ['created_from=yesterday', 'invalid_request'],
    ['colour=red', 'invalid_request'],
    [`url=${encodeURIComponent('https://www.tiktok.com/@coach')}`, 'url_not_a_post'],
  ])('with %s is refused', async (query, code) => {
    expect(problemOf(await api.ops.get(`/jobs?${query}`)).code).toBe(code);
  });
});

describe('a dead job', () => {
  it('is replayed as a new submit, once', async () => {
    const url = newPost().url;
    const id = await dead(url);
    const answer = await api.ops.post(`/jobs/${id}/replay`);
    const { job_id } = answer.body as { job_id: string };
    expect(answer).toMatchObject({ status: 200, body: { id, outcome: 'new', error: null } });
    expect(await cloud.tasksArriveAt.regionOf(job_id)).toBe('us-central1');
    expect((await search({ id: job_id })).jobs).toMatchObject([{ status: 'queued', replay_of: id }]);
    expect((await search({ id })).jobs).toMatchObject([{ dead: false, replayed_by: job_id }]);
    expect((await api.submit({ url })).job).toMatchObject({ status: 'queued', served_from: 'joined' });
    const again = await api.ops.post(`/jobs/${id}/replay`);
    expect([again.status, problemOf(again).code]).toEqual([409, 'job_finished']);
  });

  it('is the only kind that is replayed', async () => {
    const alive = await api.ops.post(`/jobs/${await submitted()}/replay`);
    expect([alive.status, problemOf(alive).code]).toEqual([409, 'job_finished']);
    const unknown = await api.ops.post('/jobs/AAAAAAAAAAAAAAAAAAAAAA/replay');
    expect([unknown.status, problemOf(unknown).code]).toEqual([404, 'job_not_found']);
  });
});

describe('many dead jobs', () => {
  it('are counted first and then replayed, with a word on each', async () => {
    const from = now();
    const urls = [newPost().url, newPost().url, newPost().url] as const;
    const [fresh, known, underway] = [await dead(urls[0]), await dead(urls[1]), await dead(urls[2])];
    await (await claim(cloud.worker, await submitted(urls[1]))).complete(finding());
    const running = await submitted(urls[2]);
    const filter = { code: 'scraper_out_of_credits', created_from: from };
    const preview = await api.ops.post('/jobs/replay', { filter, preview: true });
    expect(preview).toMatchObject({ status: 200, body: { count: 3 } });
    expect(await idsOf({ dead: 'true', created_from: from })).toHaveLength(3);

    const replayed = opsReplaySchema.parse((await api.ops.post('/jobs/replay', { filter })).body);
    const outcomes = new Map(replayed.outcomes.map((one) => [one.id, one]));
    expect(outcomes.get(fresh)).toMatchObject({ outcome: 'new' });
    expect(outcomes.get(known)).toMatchObject({ outcome: 'known' });
    expect(outcomes.get(underway)).toMatchObject({ outcome: 'joined', job_id: running });
    expect((await api.ops.post('/jobs/replay', { filter, preview: true })).body).toEqual({ count: 0 });
    expect((await api.ops.post('/jobs/replay', { filter })).body).toMatchObject({ outcomes: [] });
    expect((await api.ops.get(`/replays/${replayed.replay_id}`)).body).toMatchObject({ count: 3, done: 3, left: 0 });
    expect((await search({ id: fresh })).jobs).toMatchObject([{ replayed_in: replayed.replay_id }]);
  });

  it('are purged by filter, and no others', async () => {
    const from = now();
    const gone = [await dead(), await dead()];
    const alive = await submitted();
    const filter = { created_from: from };
    expect((await api.ops.post('/jobs/purge', { filter, preview: true })).body).toEqual({ count: 2 });
    expect((await api.ops.post('/jobs/purge', { filter, limit: 1 })).body).toEqual({ purged: 1 });
    expect((await api.ops.post('/jobs/purge', { filter })).body).toEqual({ purged: 1 });
    for (const id of gone) {
      expect((await api.get(`/v1/jobs/${id}`)).status).toBe(404);
    }
    expect(jobOf(await api.get(`/v1/jobs/${alive}`)).status).toBe('queued');
  });

  it.each(['replay', 'purge'])('are never all of them: %s refuses an empty filter, also to count', async (lever) => {
    const id = await dead();
    for (const body of [{ filter: {} }, { filter: {}, preview: true }, {}, { filter: { dead: true } }]) {
      const answer = await api.ops.post(`/jobs/${lever}`, body);
      expect([answer.status, problemOf(answer).code]).toEqual([400, 'invalid_request']);
    }
    expect((await search({ id })).jobs).toMatchObject([{ dead: true }]);
  });
});
