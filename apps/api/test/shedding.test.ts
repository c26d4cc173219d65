import { problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

/** Its lag is the test's to set. */
const loop = { lagMs: 0 };

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi({}, { read: () => loop.lagMs, stop() {} });
});
afterAll(() => cloud.close());

async function looks(lagMs: number, count: number): Promise<void> {
  loop.lagMs = lagMs;
  for (let n = 0; n < count; n += 1) {
    await cloud.clock.advanceAsync(500);
  }
}

function shortLink(name: string, target: string): string {
  const link = `https://vm.tiktok.com/${name}`;
  cloud.shortLinks.lead(link, target);
  return link;
}
const addressOf = async (url: string): Promise<string> =>
  (await api.get(`/v1/results?url=${encodeURIComponent(url)}`)).headers.get('location') ?? '';

it('refuses misses while its loop is late; hits from memory, polls and probes go on', async () => {
  const known = newPost();
  const short = shortLink('ZMknown', known.url);
  const { job } = await api.submit({ url: short });
  await (await claim(cloud.worker, job.id)).complete(finding());
  await api.submit({ url: short });
  const result = await addressOf(known.url);
  await api.get(result);
  const running = (await api.submit({ url: newPost().url })).job;

  await looks(1_000, 2);
  const refused = await api.post('/v1/jobs', { url: newPost().url });
  expect(problemOf(refused)).toMatchObject({ status: 503, code: 'overloaded', retryable: true });
  const retryAfterS = Number(refused.headers.get('retry-after'));
  expect(retryAfterS).toBeGreaterThanOrEqual(2);
  expect(retryAfterS).toBeLessThanOrEqual(8);
  // What would ask somebody where a link leads, read a result, or join a job under way.
  const unknown = shortLink('ZMunknown', newPost().url);
  for (const answer of [
    await api.post('/v1/jobs', { url: unknown }),
    await api.get(`/v1/results?url=${encodeURIComponent(unknown)}`),
    await api.get(`/v1/results/${'a'.repeat(64)}`),
    await api.post('/v1/jobs', { url: running.source.submitted_url }),
  ]) {
    expect(problemOf(answer).code).toBe('overloaded');
  }

  expect((await api.submit({ url: short })).job).toMatchObject({ served_from: 'cache', done: true });
  expect((await api.get(result)).status).toBe(200);
  expect(await api.job(running.id)).toMatchObject({ status: 'queued' });
  expect((await api.get('/health/live')).status).toBe(200);
  expect((await api.get('/health')).body).toMatchObject({ status: 'ok' });
  expect((await api.ops.get('/jobs')).status).toBe(200);

  await looks(0, 4);
  expect((await api.post('/v1/jobs', { url: newPost().url })).status).toBe(202);
  const changes = api.log.filter((line) => /Misses are/.test(line));
  expect(changes.map((line) => JSON.parse(line).message)).toEqual(['Misses are refused', 'Misses are taken again']);
});

it('gives what memory last knew of a post rather than nothing, once it may no longer be confirmed', async () => {
  const { url } = newPost();
  const { job } = await api.submit({ url });
  await (await claim(cloud.worker, job.id)).complete(finding('Push day'));
  // Longer ago than what each look takes in again.
  cloud.clock.advance(10_000);
  await api.submit({ url });
  const result = await addressOf(url);
  await api.get(result);
  cloud.clock.advance(15 * 60_000);
  await looks(1_000, 2);
  expect((await api.submit({ url })).job).toMatchObject({ served_from: 'stale', result: { title: 'Push day' } });
  expect((await api.get(result)).status).toBe(200);
  await looks(0, 4);
});

it('refuses the excess while more requests are under way than it may have, and no longer', async () => {
  const small = await cloud.startApi({ MAX_CONCURRENT_REQUESTS: '3', MAX_DIRECT_PROCESSING: '1' });
  const held = cloud.firestore.controls.faults;
  // One that only waits for its job costs nothing.
  const leaving = new AbortController();
  const waiting = small.send('POST', '/v1/jobs', {
    ...{ body: { url: newPost().url }, headers: { prefer: 'wait=45' }, signal: leaving.signal },
  });
  await expect.poll(() => small.waiter.waiting).toBe(1);
  held.unavailable();
  const busy = Array.from({ length: 3 }, () => small.post('/v1/jobs', { url: newPost().url }));
  const inFlight = async () =>
    /http_requests_in_flight\{.*\} (\d+)/.exec(String((await small.get('/metrics')).body))?.[1];
  await expect.poll(inFlight).toBe('5');
  expect(problemOf(await small.post('/v1/jobs', { url: newPost().url })).code).toBe('overloaded');
  held.clear();
  leaving.abort();
  await Promise.allSettled([waiting, ...busy]);
  expect((await small.post('/v1/jobs', { url: newPost().url })).status).toBe(202);
  await small.close();
});
