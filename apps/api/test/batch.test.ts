import { randomUUID } from 'node:crypto';
import type { BatchItem, SubmitJobRequest } from '@sets/contract';
import { problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { type KeyHolder, keyHolder } from './support/key-holder.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud({ RATE_LIMIT_REQUESTS: '10000' });
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

interface Batched {
  readonly status: number;
  readonly replayed: string | null;
  readonly items: readonly BatchItem[];
}
async function send(
  jobs: readonly SubmitJobRequest[],
  headers: Record<string, string> = {},
  to: Pick<KeyHolder, 'post'> = api,
): Promise<Batched> {
  const answer = await to.post('/v1/jobs/batch', { jobs }, headers);
  const { items } = answer.body as { items: BatchItem[] };
  return { status: answer.status, replayed: answer.headers.get('idempotency-replayed'), items };
}
const codeOf = ({ job, problem }: BatchItem): string => problem?.code ?? job?.served_from ?? '';

describe('a batch', () => {
  it('answers each link in its place, whatever becomes of the others', async () => {
    const known = newPost().url;
    const { job } = await api.submit({ url: known });
    await (await claim(cloud.worker, job.id)).complete(finding());
    const underway = newPost().url;
    await api.submit({ url: underway });
    const { status, items } = await send([
      ...[{ url: 'squats' }, { url: newPost().url, metadata: { at: '1' } }, { url: 'https://www.tiktok.com/@coach' }],
      ...[{ url: known }, { url: underway }, { url: newPost().url, profile: 'poem' }],
    ]);
    expect(status).toBe(200);
    expect(items.map(codeOf)).toEqual(['invalid_url', 'new', 'url_not_a_post', 'cache', 'joined', 'invalid_request']);
    expect(items[1]?.job?.metadata).toEqual({ at: '1' });
    expect(items.map(({ job: one }) => one === null)).toEqual([true, false, true, false, false, true]);
  });

  it('makes one job of a link that stands in it more than once, each shown as it was sent', async () => {
    const { id, url } = newPost();
    cloud.shortLinks.lead('https://vm.tiktok.com/ZMbatch', url);
    const urls = [`${url}?_r=1`, 'https://vm.tiktok.com/ZMbatch', url];
    const { items } = await send(urls.map((one) => ({ url: one })));
    expect(new Set(items.map(({ job }) => job?.id)).size).toBe(1);
    expect(items.map(({ job }) => job?.source.submitted_url)).toEqual(urls);
    expect((await cloud.worker.ops.search({ filter: { contentId: id }, limit: 5 })).jobs).toHaveLength(1);
  });

  it('takes fifty links, and not one more', async () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ url: newPost().url }));
    const { items } = await send(many(50));
    expect(items.map(codeOf)).toEqual(Array(50).fill('new'));
    for (const jobs of [many(51), []]) {
      expect(problemOf(await api.post('/v1/jobs/batch', { jobs })).code).toBe('invalid_request');
    }
  });

  it('is refused whole when its form is wrong, or its body too large, before anything is made', async () => {
    cloud.firestore.controls.resetOperations();
    const wrong = await api.post('/v1/jobs/batch', { jobs: [{ url: newPost().url }, { link: newPost().url }] });
    expect(problemOf(wrong).errors?.[0]?.path).toContain('1');
    const large = await api.post('/v1/jobs/batch', { jobs: [{ url: 'x'.repeat(300_000) }] });
    expect(problemOf(large).code).toBe('body_too_large');
    expect(cloud.firestore.controls.operations().documentWrites).toBe(0);
  });

  it('counts as that many requests', async () => {
    const limited = await cloud.startApi({ AUTH_MODES: 'api-key', RATE_LIMIT_REQUESTS: '5' });
    const holder = await keyHolder(limited, 'batcher');
    const jobs = Array.from({ length: 4 }, () => ({ url: newPost().url }));
    expect((await send(jobs, {}, holder)).status).toBe(200);
    expect(problemOf(await holder.post('/v1/jobs/batch', { jobs })).code).toBe('rate_limited');
  });

  it('is replayed with its key, from another process too, and answers what it could not before', async () => {
    const other = await cloud.startApi();
    const jobs = [{ url: newPost().url }, { url: 'https://vm.tiktok.com/ZMlater' }, { url: newPost().url }];
    const key = { 'idempotency-key': randomUUID() };
    const first = await send(jobs, key);
    expect([first.replayed, codeOf(first.items[1] ?? { job: null, problem: null })]).toEqual([
      null,
      'content_not_found',
    ]);
    const again = await send(jobs, key, other);
    expect(again.replayed).toBe('true');
    expect(again.items.map(({ job }) => job?.id)).toEqual(first.items.map(({ job }) => job?.id));
    const mismatch = await api.post('/v1/jobs/batch', { jobs: jobs.slice(1) }, key);
    expect([mismatch.status, problemOf(mismatch).code]).toEqual([422, 'idempotency_mismatch']);
    const single = await api.post('/v1/jobs', jobs[0], key);
    expect(problemOf(single).code).toBe('idempotency_mismatch');
  });
});

describe('Idempotency-Key', () => {
  it('answers a submit again as it is by then, and says so; the order of members does not matter', async () => {
    const { url } = newPost();
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.submit({ url, metadata: { a: '1', b: '2' } }, key);
    const again = await api.submit({ metadata: { b: '2', a: '1' }, url }, key);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(again.job).toEqual(first.job);
    await (await claim(cloud.worker, first.job.id)).complete(finding());
    const ended = await api.submit({ url, metadata: { a: '1', b: '2' } }, key);
    expect([ended.status, ended.job.id, ended.job.status]).toEqual([200, first.job.id, 'succeeded']);
    const other = await api.post('/v1/jobs', { url, metadata: { a: '1' } }, key);
    expect([other.status, problemOf(other).code]).toEqual([422, 'idempotency_mismatch']);
  });

  it('answers a hit again, with what its caller gave', async () => {
    const { url } = newPost();
    const { job } = await api.submit({ url });
    await (await claim(cloud.worker, job.id)).complete(finding());
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.submit({ url, metadata: { mine: 'yes' } }, key);
    const again = await api.submit({ url, metadata: { mine: 'yes' } }, key);
    expect([again.job, again.headers.get('idempotency-replayed')]).toEqual([first.job, 'true']);
  });

  it('is one caller’s own', async () => {
    const keyed = await cloud.startApi({ AUTH_MODES: 'api-key' });
    const [ada, ben] = [await keyHolder(keyed, 'ada'), await keyHolder(keyed, 'ben')];
    const key = { 'idempotency-key': 'of-both' };
    const hers = await ada.submit({ url: newPost().url }, key);
    const his = await ben.submit({ url: newPost().url }, key);
    expect([his.job.served_from, his.job.id === hers.job.id]).toEqual(['new', false]);
  });

  it.each(['', 'x'.repeat(256)])('of a wrong length is refused', async (key) => {
    const answer = await api.post('/v1/jobs', { url: newPost().url }, { 'idempotency-key': key });
    expect(problemOf(answer).code).toBe('invalid_request');
  });
});

describe('a deadline', () => {
  it('is wished for in the body or in Cancel-After, of which the earlier counts, and is its caller’s to see', async () => {
    const after = (job: { deadline_at: string | null; created_at: string }): number =>
      (Date.parse(job.deadline_at ?? '') - Date.parse(job.created_at)) / 1_000;
    const { url } = newPost();
    const { job } = await api.submit({ url, deadline_s: 60 }, { 'cancel-after': '30' });
    expect(after(job)).toBe(30);
    expect(after((await api.submit({ url: newPost().url }, { 'cancel-after': '90' })).job)).toBe(90);
    expect((await api.submit({ url })).job.deadline_at).toBeNull();
    for (const wrong of ['0', '21601', 'soon', '']) {
      const answer = await api.post('/v1/jobs', { url }, { 'cancel-after': wrong });
      expect(problemOf(answer).code).toBe('invalid_request');
    }
  });

  it('is no matter of a wait that ends, nor of a caller who hangs up', async () => {
    const { job } = await api.submit({ url: newPost().url });
    const leaving = new AbortController();
    const gone = fetch(`${api.url}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=30' },
      body: JSON.stringify({ url: job.source.canonical_url }),
      signal: leaving.signal,
    });
    leaving.abort();
    await expect(gone).rejects.toThrow();
    expect((await api.job(job.id)).status).toBe('queued');
  });
});
