import { madeApiKeySchema, opsAuditPageSchema } from '@sets/contract';
import { createApiClient, problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiInstance, watched } from './support/api-instance.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
/** Where operators remove things, and another that hears of it in time. */
let here: ApiInstance;
let elsewhere: ApiInstance;
let caller: string;
let callers = 0;
beforeAll(async () => {
  cloud = await startTestCloud({ AUTH_MODES: 'api-key', BUDGET_CALLER_USD_PER_DAY: '1', BUDGET_JOB_USD: '0.4' });
  here = await cloud.startApi();
  elsewhere = await cloud.startApi();
});
beforeEach(() => {
  callers += 1;
  caller = `planted-caller-${callers}`;
});
afterAll(() => cloud.close());

/** The caller with a key of its own, at both instances. */
async function withKey() {
  const { api_key } = madeApiKeySchema.parse((await here.ops.post('/keys', { caller })).body);
  const at = ({ url }: ApiInstance) => createApiClient(url, { authorization: `Bearer ${api_key}` }, watched);
  return { here: at(here), elsewhere: at(elsewhere) };
}
type AtBoth = Awaited<ReturnType<typeof withKey>>;

/** A finished job of 0.4 dollars, which both instances have shown and keep. */
async function finished(holder: AtBoth) {
  const { url } = newPost();
  const { job } = await holder.here.submit({ url, metadata: { note: 'planted' } });
  const lease = await claim(cloud.worker, job.id);
  lease.note({ spent: { usd: 0.4, scraper_credits: 0, staged_bytes: 0 } });
  await lease.complete(finding());
  const read = async (at: keyof AtBoth) => (await holder[at].get(`/v1/jobs/${job.id}`)).status;
  expect([await read('here'), await read('elsewhere')]).toEqual([200, 200]);
  return { url, read };
}

describe('a finished job is shown no more', () => {
  it('when its post is taken down: here at once, elsewhere within ten seconds', async () => {
    const { url, read } = await finished(await withKey());
    await here.ops.post('/posts/take-down', { url });
    expect(await read('here')).toBe(404);
    cloud.clock.advance(10_000);
    expect(await read('elsewhere')).toBe(404);
  });

  it('when its caller is forgotten, whose keys open nothing: here at once, elsewhere within half a minute', async () => {
    const { read } = await finished(await withKey());
    expect(await here.ops.post(`/callers/${caller}/forget`)).toMatchObject({
      ...{ status: 200, body: { keys: 1, jobs: 1, done: true } },
    });
    expect(await read('here')).toBe(401);
    cloud.clock.advance(30_000);
    expect(await read('elsewhere')).toBe(401);
    const again = await withKey();
    expect((await again.here.get('/v1/jobs')).body).toMatchObject({ jobs: [] });
  });
});

it('a post is taken down, and allowed again, by its name where its link leads nowhere any more', async () => {
  const holder = await withKey();
  const { url, read } = await finished(holder);
  const post = { platform: 'tiktok', content_id: url.split('/').at(-1) };
  expect((await here.ops.post('/posts/take-down', post)).body).toEqual({ ...post, results: 1, jobs: 1 });
  expect(await read('here')).toBe(404);
  expect(problemOf(await holder.here.post('/v1/jobs', { url })).code).toBe('content_removed');
  expect((await here.ops.post('/posts/allow', post)).body).toEqual(post);
  expect((await holder.here.post('/v1/jobs', { url })).status).toBe(202);
  const both = await here.ops.post('/posts/take-down', { ...post, url });
  expect(problemOf(both).code).toBe('invalid_request');
});

describe('forgetting a caller', () => {
  it('is on record before it happens, and no record names the caller any more', async () => {
    await finished(await withKey());
    const { mark } = (await here.ops.post(`/callers/${caller}/forget`)).body as { mark: string };
    const { entries } = opsAuditPageSchema.parse((await here.ops.get('/audit')).body);
    expect(entries.find(({ target }) => target === mark)).toMatchObject({
      ...{ action: 'forget_caller', actor: 'operator:ada', outcome: { ok: true, keys: 1, jobs: 1, done: true } },
    });
    expect(entries.find(({ details }) => details.caller === mark)).toMatchObject({ action: 'create_key' });
    expect(JSON.stringify(entries)).not.toContain(caller);
    expect(JSON.stringify((await here.ops.get('/usage')).body)).not.toContain(caller);
  });

  it('removes its webhook endpoints, and no event that was on its way is sent', async () => {
    const { here: client } = await withKey();
    await client.post('/v1/webhooks', { url: 'https://receiver.example/' });
    const { body } = await here.ops.post(`/callers/${caller}/forget`);
    expect(body).toMatchObject({ webhooks: 1 });
    expect((await (await withKey()).here.get('/v1/webhooks')).body).toEqual({ endpoints: [] });
  });

  it('changes nothing of another, whatever their names have in common', async () => {
    const holder = await withKey();
    const { read } = await finished(holder);
    await here.ops.post(`/callers/${caller}-2/forget`);
    await here.ops.post(`/callers/${caller.slice(0, -1)}/forget`);
    expect(await read('here')).toBe(200);
  });

  it('is no way around the budget', async () => {
    const holder = await withKey();
    await finished(holder);
    await finished(holder);
    await here.ops.post(`/callers/${caller}/forget`);
    const again = await withKey();
    const refused = await again.elsewhere.post('/v1/jobs', { url: newPost().url });
    expect([refused.status, problemOf(refused).code]).toEqual([429, 'budget_exhausted']);
  });

  it('may be asked for again, also of a caller that nobody knows', async () => {
    const nothing = { keys: 0, webhooks: 0, jobs: 0, memberships: 0, requests: 0, done: true };
    for (const _ of ['first', 'again']) {
      expect((await here.ops.post('/callers/never-heard-of/forget')).body).toMatchObject(nothing);
    }
  });

  it.each(['anonymous', 'operator', 'Mobile', '__x__', 'a'])('%s is no caller with a name of its own', async (name) => {
    expect(problemOf(await here.ops.post(`/callers/${name}/forget`)).code).toBe('invalid_request');
  });
});
