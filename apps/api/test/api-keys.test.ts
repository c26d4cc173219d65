import { KEY_FRESH_MS } from '@sets/callers';
import { madeApiKeySchema } from '@sets/contract';
import { createApiClient, problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { STANDING_EVERY_MS } from '../src/jobs/watch-standing.ts';
import { type ApiInstance, watched } from './support/api-instance.ts';
import { openStream } from './support/event-stream.ts';
import { eventually } from './support/eventually.ts';
import { newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud({ AUTH_MODES: 'api-key' });
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

const made = (answer: { readonly body: unknown }) => madeApiKeySchema.parse(answer.body);
const as = (key: string) => createApiClient(api.url, { authorization: `Bearer ${key}` }, watched);

it('the first key is made with OPS_TOKEN, and makes the others; each is used, rotated and revoked', async () => {
  const operator = made(await api.ops.post('/keys', { caller: 'on-call', scopes: ['operate'], label: 'On call' }));
  const ops = createApiClient(`${api.url}/v1/ops`, { authorization: `Bearer ${operator.api_key}` }, watched);
  const first = made(await ops.post('/keys', { caller: 'mobile-backend' }));
  expect(first.key).toMatchObject({ scopes: ['submit'], live: true, created_by: 'on-call', last_used_at: null });

  const stranger = await createApiClient(api.url, {}, watched).post('/v1/jobs', { url: newPost().url });
  expect([stranger.status, problemOf(stranger).code]).toEqual([401, 'unauthenticated']);
  const { job } = await as(first.api_key).submit({ url: newPost().url });
  expect((await as(first.api_key).job(job.id)).id).toBe(job.id);
  expect((await as(first.api_key).get('/v1/ops/keys')).status).toBe(403);
  expect((await as(operator.api_key).post('/v1/jobs', { url: newPost().url })).status).toBe(403);

  const next = made(await ops.post(`/keys/${first.key.id}/rotate`, { overlap_hours: 1 }));
  await ops.post(`/keys/${first.key.id}/revoke`);
  expect((await as(first.api_key).post('/v1/jobs', { url: newPost().url })).status).toBe(401);
  expect((await as(next.api_key).job(job.id)).id).toBe(job.id);

  const { body } = await ops.get('/keys?caller=mobile-backend');
  expect(body).toMatchObject({
    keys: expect.arrayContaining([expect.objectContaining({ id: next.key.id, live: true })]),
  });
  const shown = JSON.stringify([body, api.log]);
  for (const secret of [operator.api_key, first.api_key, next.api_key]) {
    expect(shown).not.toContain(secret.slice(-38));
  }
});

it.each(['Mobile', '__x__', 'operator', 'anonymous', '1st', 'a', 'a/b', 'app_x'])(
  '%s is no name for a caller',
  async (caller) => {
    expect(problemOf(await api.ops.post('/keys', { caller })).code).toBe('invalid_request');
  },
);

it('what a key holds open ends with it: here within seconds, elsewhere as soon as it is heard of, and no others do', async () => {
  const there = await cloud.startApi();
  const other = made(await api.ops.post('/keys', { caller: 'stays' }));
  const { key, api_key } = made(await api.ops.post('/keys', { caller: 'leaver', scopes: ['submit', 'operate'] }));
  const { job } = await as(api_key).submit({ url: newPost().url });
  const own = await as(other.api_key).submit({ url: newPost().url });
  const events = `/v1/jobs/${job.id}/events`;
  const [here, elsewhere, overview, staying] = await Promise.all([
    openStream(`${api.url}${events}`, { key: api_key }),
    openStream(`${there.url}${events}`, { key: api_key }),
    openStream(`${api.url}/v1/ops/events`, { key: api_key }),
    openStream(`${api.url}/v1/jobs/${own.job.id}/events`, { key: other.api_key }),
  ]);
  const waiting = as(api_key).submit({ url: newPost().url }, { prefer: 'wait=45' });
  await eventually(() => expect(api.waiter.waiting).toBe(1));
  await cloud.clock.advanceAsync(STANDING_EVERY_MS);
  expect([here.ended(), elsewhere.ended(), overview.ended(), api.waiter.waiting]).toEqual([null, null, null, 1]);

  expect((await api.ops.post(`/keys/${key.id}/revoke`)).status).toBe(200);
  await cloud.clock.advanceAsync(STANDING_EVERY_MS);
  await eventually(() => expect([here.ended(), overview.ended()]).toEqual(['whole', 'whole']));
  expect(here.comments().at(-1)).toContain('opens nothing any more');
  const waited = await waiting;
  expect([waited.status, waited.headers.get('preference-applied')]).toEqual([202, null]);
  await cloud.clock.advanceAsync(KEY_FRESH_MS);
  await eventually(() => expect(elsewhere.ended()).toBe('whole'));
  expect(staying.ended()).toBeNull();
  staying.leave();
});
