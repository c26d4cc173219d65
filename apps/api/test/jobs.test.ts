import { ProblemError } from '@sets/contract';
import { jobOf, problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE_KEPT_MS } from '../src/jobs/job-polls.ts';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost, REGIONS } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

describe('a submit', () => {
  it('of something new is 202, says where and when to ask, and reaches a worker', async () => {
    const { id: contentId, url } = newPost();
    const answer = await api.submit({ url: `${url}?_r=1`, language: 'Spanish', metadata: { ref: 'a-1' } });
    const { job } = answer;
    expect([answer.status, answer.headers.get('location'), answer.headers.get('retry-after')]).toEqual([
      202,
      `/v1/jobs/${job.id}`,
      '1',
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(job).toMatchObject({
      ...{ status: 'queued', done: false, served_from: 'new', language: 'es', metadata: { ref: 'a-1' } },
      source: { platform: 'tiktok', content_id: contentId, submitted_url: `${url}?_r=1` },
      links: {
        self: `/v1/jobs/${job.id}`,
        events: `/v1/jobs/${job.id}/events`,
        cancel: `/v1/jobs/${job.id}/cancel`,
        result: null,
      },
    });
    expect(await cloud.tasksArriveAt.regionOf(job.id)).toBe(REGIONS[0]);
  });

  it('of something under way joins it, also by a short link', async () => {
    const { url } = newPost();
    const first = await api.submit({ url });
    cloud.shortLinks.lead('https://vm.tiktok.com/ZMjoin', `${url}?_t=8x&_r=1`);
    for (const other of [`${url}/?is_from_webapp=1`, 'https://vm.tiktok.com/ZMjoin/']) {
      const joined = await api.submit({ url: other, metadata: { mine: 'yes' } });
      expect(joined.status).toBe(202);
      expect(joined.job.id).not.toBe(first.job.id);
      expect(joined.job).toMatchObject({
        ...{ served_from: 'joined', metadata: { mine: 'yes' } },
        source: { submitted_url: other },
      });
    }
  });

  it('of a whole share text reads the post in it, and keeps only its link', async () => {
    const { url } = newPost();
    const first = await api.submit({ url });
    const shared = await api.submit({ url: `Leg day \u{1f525} by @coach\n\u200b${url}?_r=1. Save it for later!` });
    expect([shared.status, shared.job.served_from, shared.job.created_at]).toEqual([
      ...[202, 'joined', first.job.created_at],
    ]);
    expect(shared.job.source.submitted_url).toBe(`${url}?_r=1`);
  });

  it('of something known is 200 with the result, from Firestore and then from memory', async () => {
    const { url } = newPost();
    const { job } = await api.submit({ url });
    await (await claim(cloud.worker, job.id)).complete(finding('Known'));
    // The second also asks what was invalidated, for all keys and for some seconds.
    for (const reads of [1, 2, 0]) {
      cloud.firestore.controls.resetOperations();
      const hit = await api.submit({ url: `${url}?again=${reads}`, metadata: { n: '2' } });
      expect([hit.status, hit.headers.get('location'), hit.headers.get('retry-after')]).toEqual([200, null, null]);
      expect(hit.job).toMatchObject({
        ...{ status: 'succeeded', done: true, served_from: 'cache', metadata: { n: '2' } },
        result: { title: 'Known' },
        source: { submitted_url: `${url}?again=${reads}` },
      });
      const { documentReads, documentWrites } = cloud.firestore.controls.operations();
      expect([documentReads, documentWrites]).toEqual([reads, 0]);
    }
  });

  it('of what cannot be extracted is 200 with the failed job', async () => {
    const { url } = newPost();
    const { job } = await api.submit({ url });
    await (await claim(cloud.worker, job.id)).fail(new ProblemError('not_a_workout'));
    const again = await api.submit({ url });
    expect(again.status).toBe(200);
    expect(again.job).toMatchObject({
      ...{ status: 'failed', done: true, served_from: 'cache', result: null },
      error: { code: 'not_a_workout', retryable: false },
    });
  });

  it.each([
    ['no link', { url: 'squats' }, 400, 'invalid_url'],
    ['a link to nothing that we read', { url: 'ftp://files.example/a.mp4' }, 422, 'unsupported_url'],
    ['a profile page', { url: 'https://www.tiktok.com/@coach' }, 422, 'url_not_a_post'],
    ['credentials in a link', { url: 'https://a:b@files.example/a.mp4' }, 422, 'forbidden_address'],
    ['an inner address', { url: 'http://169.254.169.254/a.mp4' }, 422, 'forbidden_address'],
    ['a dead short link', { url: 'https://vm.tiktok.com/ZMdead/' }, 404, 'content_not_found'],
    ['an unknown profile', { url: newPost().url, profile: 'poem' }, 400, 'invalid_request'],
    ['an unknown member', { url: newPost().url, priority: 1 }, 400, 'invalid_request'],
    ['too much metadata', { url: newPost().url, metadata: { long: 'x'.repeat(513) } }, 400, 'invalid_request'],
  ])('of %s is refused as the catalogue says', async (_what, body, status, code) => {
    const answer = await api.post('/v1/jobs', body);
    expect([answer.status, problemOf(answer).code]).toEqual([status, code]);
  });
});

describe('a job', () => {
  it('is read with an ETag that holds until it changes', async () => {
    const { job } = await api.submit({ url: newPost().url, metadata: { mine: 'yes' } });
    const path = `/v1/jobs/${job.id}`;
    const first = await api.get(path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect([first.status, first.headers.get('cache-control'), first.headers.get('retry-after')]).toEqual([
      ...[200, 'private, no-cache', '1'],
    ]);
    const same = await api.get(path, { 'if-none-match': `"other", W/${etag}` });
    expect([same.status, same.body, same.headers.get('etag')]).toEqual([304, '', etag]);

    await (await claim(cloud.worker, job.id)).fail(new ProblemError('scraper_out_of_credits'));
    cloud.clock.advance(LIVE_KEPT_MS);
    const changed = await api.get(path, { 'if-none-match': etag });
    expect([changed.status, changed.headers.get('retry-after')]).toEqual([200, null]);
    expect(changed.headers.get('etag')).not.toBe(etag);
    expect(jobOf(changed)).toMatchObject({ status: 'failed', error: { code: 'scraper_out_of_credits' } });
  });

  it.each(['AAAAAAAAAAAAAAAAAAAAAA', 'short', '..%2Fresults'])('called %s is unknown', async (id) => {
    const answer = await api.get(`/v1/jobs/${id}`);
    expect([answer.status, problemOf(answer).code]).toEqual([404, 'job_not_found']);
  });
});

describe('canceling', () => {
  const cancel = (id: string) => api.post(`/v1/jobs/${id}/cancel`);

  it('ends a queued job, once and for all, and frees its post for a new one', async () => {
    const { url } = newPost();
    const { job } = await api.submit({ url, metadata: { mine: 'yes' } });
    for (const _ of ['first', 'again']) {
      const answer = await cancel(job.id);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(jobOf(answer)).toMatchObject({
        ...{ id: job.id, status: 'canceled', done: true, metadata: { mine: 'yes' } },
        error: { code: 'job_canceled' },
      });
    }
    expect(jobOf(await api.get(`/v1/jobs/${job.id}`)).status).toBe('canceled');
    const anew = await api.submit({ url });
    expect([anew.status, anew.job.served_from]).toEqual([202, 'new']);
    expect(anew.job.id).not.toBe(job.id);
  });

  it('takes a running job from its worker, which can store nothing more', async () => {
    const { job } = await api.submit({ url: newPost().url });
    const lease = await claim(cloud.worker, job.id);
    expect((await cancel(job.id)).status).toBe(200);
    expect(await lease.complete(finding())).toMatchObject({ kind: 'lost', reason: 'canceled' });
    expect(jobOf(await api.get(`/v1/jobs/${job.id}`))).toMatchObject({ status: 'canceled', result: null });
  });

  it('comes too late for a job that has ended', async () => {
    const { job } = await api.submit({ url: newPost().url });
    await (await claim(cloud.worker, job.id)).complete(finding());
    const answer = await cancel(job.id);
    expect([answer.status, problemOf(answer).code]).toEqual([409, 'job_finished']);
    expect(jobOf(await api.get(`/v1/jobs/${job.id}`)).status).toBe('succeeded');
  });

  it('is refused while others wait for the job too', async () => {
    const { url } = newPost();
    const { job } = await api.submit({ url });
    await api.submit({ url });
    const answer = await cancel(job.id);
    expect([answer.status, problemOf(answer).code]).toEqual([409, 'job_shared']);
    expect(jobOf(await api.get(`/v1/jobs/${job.id}`)).status).toBe('queued');
  });

  it.each(['AAAAAAAAAAAAAAAAAAAAAA', 'no-id'])('knows no job called %s', async (id) => {
    const answer = await cancel(id);
    expect([answer.status, problemOf(answer).code]).toEqual([404, 'job_not_found']);
  });
});
