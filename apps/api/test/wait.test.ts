import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi({ env: { MAX_DIRECT_PROCESSING: '1' } });
});
afterAll(() => cloud.close());

/** Opens a wait and finds its job: nobody else tells the id before the answer. */
async function waiting(url: string, seconds: number) {
  const answer = api.submit({ url, metadata: { mine: 'yes' } }, { prefer: `respond-async, wait=${seconds}` });
  const lookup = async () =>
    (await api.ops.get(`/jobs?url=${encodeURIComponent(url)}`)).body as { jobs: { id: string }[] };
  const id = await vi.waitFor(async () => {
    const [job] = (await lookup()).jobs;
    if (job === undefined) {
      throw new Error('not yet accepted');
    }
    return job.id;
  });
  return { id, answer };
}

it('ends with the job, which is then 200 with its result', async () => {
  const { id, answer } = await waiting(newPost().url, 30);
  await (await claim(cloud.worker, id)).complete(finding('Waited for'));
  const { status, headers, job } = await answer;
  expect([status, headers.get('preference-applied'), headers.get('location')]).toEqual([200, 'wait=30', null]);
  expect(job).toMatchObject({
    id,
    done: true,
    served_from: 'new',
    metadata: { mine: 'yes' },
    result: { title: 'Waited for' },
  });
});

it('ends after the time asked for, with the job as it is by then', async () => {
  const { id, answer } = await waiting(newPost().url, 1);
  const lease = await claim(cloud.worker, id);
  await lease.progress({ stage: 'extracting', progress: 0.5 });
  const { status, headers, job } = await answer;
  lease.release();
  expect([status, headers.get('preference-applied'), headers.get('location')]).toEqual([
    202,
    'wait=1',
    `/v1/jobs/${id}`,
  ]);
  expect(job).toMatchObject({ id, status: 'running', stage: 'extracting', progress: 0.5 });
});

it('is not had by more than MAX_DIRECT_PROCESSING at once, and nobody is told that it was', async () => {
  const { id, answer } = await waiting(newPost().url, 30);
  const other = await api.submit({ url: newPost().url }, { prefer: 'wait=30' });
  expect([other.status, other.headers.get('preference-applied')]).toEqual([202, null]);
  expect(other.job).toMatchObject({ status: 'queued', served_from: 'new' });
  await (await claim(cloud.worker, id)).complete(finding());
  expect((await answer).status).toBe(200);

  const next = await waiting(newPost().url, 30);
  await (await claim(cloud.worker, next.id)).complete(finding());
  expect((await next.answer).status).toBe(200);
});

it('is free again when a caller leaves early', async () => {
  const { url } = newPost();
  const leaving = new AbortController();
  const left = fetch(`${api.url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=30' },
    body: JSON.stringify({ url }),
    signal: leaving.signal,
  });
  await vi.waitFor(async () => {
    const known = (await api.ops.get(`/jobs?url=${encodeURIComponent(url)}`)).body as { jobs: unknown[] };
    if (known.jobs.length === 0) {
      throw new Error('not yet accepted');
    }
  });
  leaving.abort();
  await expect(left).rejects.toThrow();
  await vi.waitFor(() => {
    if (!api.log.some((line) => line.includes('POST /v1/jobs 499'))) {
      throw new Error('not yet noticed');
    }
  });
  const next = await waiting(newPost().url, 30);
  await (await claim(cloud.worker, next.id)).complete(finding());
  expect((await next.answer).headers.get('preference-applied')).toBe('wait=30');
});

it('is not begun for a caller who left before the job was accepted', async () => {
  const { url } = newPost();
  const waitsBegun = vi.spyOn(api.waiter, 'wait');
  cloud.firestore.controls.faults.latency(1_000);
  const leaving = new AbortController();
  const left = fetch(`${api.url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=30' },
    body: JSON.stringify({ url }),
    signal: leaving.signal,
  });
  // The scrape itself is one, the submit the other.
  await vi.waitFor(async () => {
    const scrape = await (await fetch(`${api.url}/metrics`)).text();
    expect(/^http_requests_in_flight\S* (\d+)/m.exec(scrape)?.[1]).toBe('2');
  });
  leaving.abort();
  await expect(left).rejects.toThrow();
  await vi.waitFor(() => expect(waitsBegun).toHaveBeenCalledOnce(), { timeout: 5_000 });
  cloud.firestore.controls.faults.clear();
  expect(api.waiter.waiting).toBe(0);
  waitsBegun.mockRestore();
});

it('is not needed for what is known', async () => {
  const { url } = newPost();
  const { job } = await api.submit({ url });
  await (await claim(cloud.worker, job.id)).complete(finding());
  const hit = await api.submit({ url }, { prefer: 'wait=30' });
  expect([hit.status, hit.headers.get('preference-applied')]).toEqual([200, 'wait=30']);
});

it('is over at once when the instance stops, with the job as it is by then', async () => {
  const stopping = await cloud.startApi();
  const answer = stopping.submit({ url: newPost().url }, { prefer: 'wait=30' });
  await vi.waitFor(() => {
    if (stopping.waiter.waiting === 0) {
      throw new Error('not yet waiting');
    }
  });
  stopping.waiter.stop();
  const { status, headers, job } = await answer;
  expect([status, headers.get('preference-applied'), headers.get('location')]).toEqual([202, null, job.links.self]);
  expect(job).toMatchObject({ status: 'queued', done: false });
});
