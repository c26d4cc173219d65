import { createHash } from 'node:crypto';
import { ProblemError, storedResultSchema } from '@sets/contract';
import { DEFAULT_PROFILE, getProfile } from '@sets/extraction';
import { problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { claim, finding, newPost, REGIONS } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

const HOUR_MS = 3_600_000;
/** How long an old value is kept for outages. */
const KEPT_MS = 168 * HOUR_MS;
let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud({ CACHE_TTL_HOURS: '1' });
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

const find = (url: string, more = '') => api.get(`/v1/results?url=${encodeURIComponent(url)}${more}`);
const maxAge = (header: string | null): number => Number(/s-maxage=(\d+)/.exec(header ?? '')?.[1] ?? Number.NaN);

async function stored(url: string, language = 'es'): Promise<string> {
  const { job } = await api.submit({ url, language, metadata: { secret: 'of the caller' } });
  await (await claim(cloud.worker, job.id)).complete(finding());
  return job.id;
}

it('is found by any share form and any name of its language, at one address', async () => {
  const { id, url } = newPost();
  await stored(`${url}?_r=secret-share-code`);
  cloud.shortLinks.lead('https://vt.tiktok.com/ZSfind/', `${url}?_t=1`);
  const forms = [url, `https://m.tiktok.com/v/${id}.html`, 'https://vt.tiktok.com/ZSfind'];
  const found = await Promise.all(
    forms.flatMap((form) => [find(form, '&language=es'), find(form, '&language=Spanish')]),
  );
  const [first] = found;
  const location = first?.headers.get('location') ?? '';
  expect(location).toMatch(/^\/v1\/results\/[0-9a-f]{64}$/);
  for (const answer of found) {
    expect([answer.status, answer.headers.get('location')]).toEqual([307, location]);
  }
  expect((await find(url)).headers.get('location')).not.toBe(location);

  const answer = await api.get(location);
  expect(answer.status).toBe(200);
  const result = storedResultSchema.parse(answer.body);
  expect(location).toBe(`/v1/results/${result.key}`);
  expect(result).toMatchObject({ source: { content_id: id }, result: { title: 'Leg day' } });
  expect(JSON.stringify(answer.body)).not.toContain('secret');
});

it('may be cached for at most five minutes and has a strong ETag of its own', async () => {
  const { url } = newPost();
  await stored(url);
  const path = (await find(url, '&language=es')).headers.get('location') ?? '';
  const first = await api.get(path);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  const caching = first.headers.get('cache-control');
  expect(maxAge(caching)).toBeLessThanOrEqual(300);
  expect(caching).toMatch(/^public,.*stale-while-revalidate=\d+/);
  const same = await api.get(path, { 'if-none-match': etag });
  expect([same.status, same.body, same.headers.get('cache-control')]).toEqual([304, '', caching]);
  expect((await api.get(path, { 'if-none-match': '"other"' })).status).toBe(200);

  cloud.clock.advance(11 * 60_000);
  const { job } = await api.submit({ url, language: 'es', force_refresh: true });
  await (await claim(cloud.worker, job.id)).complete(finding('Seen anew'));
  cloud.clock.advance(11_000);
  const changed = await api.get(path, { 'if-none-match': etag });
  expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
  expect(changed.body).toMatchObject({ result: { title: 'Seen anew' } });
});

it('that is not there is 404, which nobody may keep, and no work is started', async () => {
  const { url } = newPost();
  const path = (await find(url)).headers.get('location') ?? '';
  for (const absent of [path, `/v1/results/${createHash('sha256').update('x').digest('hex')}`, '/v1/results/no-key']) {
    const answer = await api.get(absent);
    expect([answer.status, problemOf(answer).code]).toEqual([404, 'result_not_found']);
  }
  expect((await api.ops.get(`/jobs?url=${encodeURIComponent(url)}`)).body).toMatchObject({ jobs: [] });
});

it('is not made of a remembered failure', async () => {
  const { url } = newPost();
  const { job } = await api.submit({ url });
  await (await claim(cloud.worker, job.id)).fail(new ProblemError('not_a_workout'));
  const answer = await api.get((await find(url)).headers.get('location') ?? '');
  expect([answer.status, problemOf(answer).code]).toEqual([404, 'result_not_found']);
});

it('is still shown when it has grown old, for a shorter time, and is gone when it has expired', async () => {
  const { url } = newPost();
  await stored(url);
  const path = (await find(url, '&language=es')).headers.get('location') ?? '';
  cloud.clock.advance(HOUR_MS);
  const old = await api.get(path);
  expect([old.status, maxAge(old.headers.get('cache-control'))]).toEqual([200, 30]);
  expect(old.headers.get('cache-control')).toContain('max-age=0');
  cloud.clock.advance(KEPT_MS);
  expect((await api.get(path)).status).toBe(404);
});

it.each([
  ['without a link', '/v1/results', 'invalid_request'],
  ['of a page', `/v1/results?url=${encodeURIComponent('https://www.tiktok.com/@coach')}`, 'url_not_a_post'],
  ['of an unknown profile', `/v1/results?url=${encodeURIComponent(newPost().url)}&profile=poem`, 'invalid_request'],
])('%s cannot be looked for', async (_what, path, code) => {
  expect(problemOf(await api.get(path)).code).toBe(code);
});

it("that only the profile's version before has read is found at its address, until the post is read anew", async () => {
  const { id, url } = newPost();
  const { name, version } = getProfile(DEFAULT_PROFILE);
  const ref = { platform: 'tiktok', content_id: id, kind: 'video', canonical_url: url } as const;
  const old = await cloud.worker.jobs.submit({
    ...{ ref, submittedUrl: url, language: 'es', caller: 'caller', chooseRegion: () => REGIONS[0] },
    profile: { name, version: String(version - 1) },
  });
  await (await claim(cloud.worker, 'snapshot' in old ? old.snapshot.job.id : '')).complete(finding('Of before'));

  const found = await find(url, '&language=es');
  expect(maxAge(found.headers.get('cache-control'))).toBeLessThanOrEqual(30);
  const answer = await api.get(found.headers.get('location') ?? '');
  expect([answer.status, answer.body]).toMatchObject([200, { result: { title: 'Of before' } }]);

  // As a new version finds it: an instance that saw nothing of the one before would not look for ten minutes.
  const { job } = await (await cloud.startApi()).submit({ url, language: 'es' });
  expect(job).toMatchObject({ served_from: 'stale', done: true, result: { title: 'Of before' } });
  expect(`${job.links.result}`).toBe(found.headers.get('location'));
});
