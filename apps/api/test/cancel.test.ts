import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobOf, problemOf } from './support/api-client.ts';
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
  await api.submit({ url, metadata: { another: 'caller' } });
  const answer = await cancel(job.id);
  expect([answer.status, problemOf(answer).code]).toEqual([409, 'job_shared']);
  expect(jobOf(await api.get(`/v1/jobs/${job.id}`)).status).toBe('queued');
});

it.each(['AAAAAAAAAAAAAAAAAAAAAA', 'no-id'])('knows no job called %s', async (id) => {
  const answer = await cancel(id);
  expect([answer.status, problemOf(answer).code]).toEqual([404, 'job_not_found']);
});
