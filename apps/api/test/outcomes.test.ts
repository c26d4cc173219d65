import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  madeApiKeySchema,
  madeWebhookSchema,
  opsReplayRunSchema,
  PROBLEMS,
  type ProblemCode,
  ProblemError,
  webhookDeliverySchema,
} from '@sets/contract';
import type { API_ROUTES, RouteTable } from '@sets/contract/routes';
import { type Answer, problemOf } from '@sets/local-stack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiInstance, OPS_TOKEN } from './support/api-instance.ts';
import { eventually } from './support/eventually.ts';
import { claim, finding, newPost, REGIONS } from './support/fixtures.ts';
import { givenUp } from './support/given-up.ts';
import { type KeyHolder, keyHolder } from './support/key-holder.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

/**
 * Everything that the table says of a route, made to happen: each of its statuses and each of its own problems. What
 * the table promises and nothing here brings about does not compile; what the API answers beyond it fails in the client.
 */
type Outcomes<R extends RouteTable[string]> = keyof R['responses'] | R['problems'][number];
type Producers = {
  readonly [Id in keyof typeof API_ROUTES]: Readonly<Record<Outcomes<(typeof API_ROUTES)[Id]>, () => Promise<Answer>>>;
};

/** Longer than any tier or page keeps what it saw last. */
const FORGOTTEN_MS = 11_000;
/** The client's third try comes at most so late; no outage here lasts into a fourth. */
const LAST_REPEAT_MS = 2_300;
/** Two looks at the load. */
const LATE_AFTER_MS = 1_001;
const BEARER = { authorization: `Bearer ${OPS_TOKEN}` };
const UNKNOWN_KEY = 'AAAAAAAAAAAA';
const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const UNKNOWN_REPLAY = 'rp_AAAAAAAAAAAAAAAAAAAAAA';
const UNKNOWN_WEBHOOK = 'we_AAAAAAAAAAAAAAAAAAAAAA';
const UNKNOWN_DELIVERY = 'msg_AAAAAAAAAAAAAAAAAAAAAA';
const RECEIVER = 'https://receiver.example/hooks';
const REGION = REGIONS[0];
const LOOP = 'https://vm.tiktok.com/ZMround';

let cloud: TestCloud;
let api: ApiInstance;
/** Nobody may have a job made there. */
let poor: ApiInstance;
/** Nobody may have two jobs under way there. */
let narrow: ApiInstance;
/** Its event loop is always late. */
let busy: ApiInstance;
/** A caller with a name. */
let named: KeyHolder;
/** Has as many webhook endpoints as it may have. */
let crowded: KeyHolder;
/** Lets no caller follow anything. */
let unheld: ApiInstance;
/** Has no place for streams. */
let full: ApiInstance;
/** Has the console's files. */
let built: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  built = await cloud.startApi({ CONSOLE_DIR: consoleFolder() });
  api = await cloud.startApi();
  busy = await cloud.startApi({}, { read: () => 60_000, stop() {} });
  const keyed = await cloud.startApi({ AUTH_MODES: 'api-key' });
  named = await keyHolder(keyed, 'named');
  crowded = await keyHolder(keyed, 'crowded');
  unheld = await cloud.startApi({ MAX_STREAMS_PER_CALLER: '0' });
  full = await cloud.startApi({ MAX_STREAMS_AND_WAITS: '0' });
  await cloud.clock.advanceAsync(LATE_AFTER_MS);
  poor = await cloud.startApi({ BUDGET_CALLER_USD_PER_DAY: '0.001' });
  narrow = await cloud.startApi({ MAX_LIVE_JOBS_PER_CALLER: '1' });
  cloud.shortLinks.lead(LOOP, LOOP);
});
afterAll(async () => {
  // The official client goes on repeating reads that we gave up; one that then meets a closed client escapes it.
  await setTimeout(LAST_REPEAT_MS);
  await cloud.close();
});

/** What a build of the console leaves. */
function consoleFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'scripts'));
  mkdirSync(join(folder, 'styles'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'scripts/index-a1.js'), 'export {};');
  writeFileSync(join(folder, 'styles/index-a1.css'), 'body {}');
  return folder;
}

const query = (url: string): string => `url=${encodeURIComponent(url)}`;
const submitted = async (url = newPost().url): Promise<string> => (await api.submit({ url })).job.id;

async function finished(): Promise<{ id: string; url: string }> {
  const { url } = newPost();
  const id = await submitted(url);
  await (await claim(cloud.worker, id)).complete(finding());
  return { id, url };
}
async function dead(): Promise<string> {
  const id = await submitted();
  await (await claim(cloud.worker, id)).fail(new ProblemError('scraper_out_of_credits'));
  return id;
}
/** The id of a replay of what is dead. */
async function counted(): Promise<string> {
  await dead();
  const { body } = await api.ops.post('/replays', { filter: { region: REGION } });
  return opsReplayRunSchema.parse(body).id;
}
async function resultPath(): Promise<string> {
  const { url } = await finished();
  return (await api.get(`/v1/results?${query(url)}`)).headers.get('location') ?? '';
}

/** The same request, about links of every bad kind. */
const linkProblems = (ask: (url: string) => Promise<Answer>) => ({
  invalid_url: () => ask('squats'),
  unsupported_url: () => ask('ftp://example.com/squats.mp4'),
  url_not_a_post: () => ask('https://www.tiktok.com/@coach'),
  forbidden_address: () => ask('http://169.254.169.254/squats.mp4'),
  short_link_unresolved: () => ask(LOOP),
  content_not_found: () => ask('https://vm.tiktok.com/ZMgone'),
});

/** The answer while Firestore is away, and nothing that was seen before is remembered. */
const outage = (ask: () => Promise<Answer>) => ({
  storage_unavailable: async () => {
    cloud.firestore.controls.faults.unavailable();
    cloud.clock.advance(FORGOTTEN_MS);
    return await givenUp(cloud, ask());
  },
});

/** Asked again with the ETag of the answer before. */
async function again(path: string): Promise<Answer> {
  const etag = (await api.get(path)).headers.get('etag') ?? '';
  return await api.get(path, { 'if-none-match': etag });
}

function bulk(lever: 'replay' | 'purge') {
  const ask = (filter: object) => api.ops.post(`/jobs/${lever}`, { filter });
  return {
    200: () => ask({ region: REGION }),
    ...linkProblems((url) => ask({ url })),
    ...outage(() => ask({ region: REGION })),
  };
}

let lastWebhook = UNKNOWN_WEBHOOK;
/** A new one in the place of the last, since a caller may have only so many. */
async function webhook(): Promise<string> {
  await named.send('DELETE', `/v1/webhooks/${lastWebhook}`);
  lastWebhook = madeWebhookSchema.parse((await named.post('/v1/webhooks', { url: RECEIVER })).body).endpoint.id;
  return lastWebhook;
}

async function disabledWebhook(): Promise<string> {
  const id = await webhook();
  await named.send('PATCH', `/v1/webhooks/${id}`, { body: { enabled: false } });
  return id;
}

/** Of a route that names an endpoint: how it goes well, and that another's is unknown. */
const ofWebhook = (ask: (id: string) => Promise<Answer>) => ({
  webhook_not_found: () => ask(UNKNOWN_WEBHOOK),
  ...outage(() => ask(UNKNOWN_WEBHOOK)),
});

/** Where the delivery of a test that is sent for it is read. */
async function pathOfTest(id: string): Promise<string> {
  const { body } = await named.post(`/v1/webhooks/${id}/test`);
  const delivery = webhookDeliverySchema.safeParse(body).data?.id ?? UNKNOWN_DELIVERY;
  return `/v1/webhooks/${id}/deliveries/${delivery}`;
}

const webhookRoutes = {
  read: (id: string) => named.get(`/v1/webhooks/${id}`),
  enable: (id: string) => named.send('PATCH', `/v1/webhooks/${id}`, { body: { enabled: true } }),
  delete: (id: string) => named.send('DELETE', `/v1/webhooks/${id}`),
  rotate: (id: string) => named.post(`/v1/webhooks/${id}/rotate`, { overlap_hours: 24 }),
  test: (id: string) => named.post(`/v1/webhooks/${id}/test`),
  log: (id: string) => named.get(`/v1/webhooks/${id}/deliveries`),
};

const producers: Producers = {
  submitJob: {
    200: async () => api.post('/v1/jobs', { url: (await finished()).url }),
    202: () => api.post('/v1/jobs', { url: newPost().url }),
    ...linkProblems((url) => api.post('/v1/jobs', { url })),
    content_removed: async () => {
      const { url } = newPost();
      await api.ops.post('/posts/take-down', { url });
      cloud.clock.advance(10_000);
      return await api.post('/v1/jobs', { url });
    },
    too_many_jobs: async () => {
      await submitted();
      return await narrow.post('/v1/jobs', { url: newPost().url });
    },
    webhook_not_found: () => api.post('/v1/jobs', { url: newPost().url, webhook: UNKNOWN_WEBHOOK }),
    budget_exhausted: () => poor.post('/v1/jobs', { url: newPost().url }),
    idempotency_mismatch: async () => {
      const key = { 'idempotency-key': randomUUID() };
      await api.submit({ url: newPost().url }, key);
      return await api.post('/v1/jobs', { url: newPost().url }, key);
    },
    overloaded: () => busy.post('/v1/jobs', { url: newPost().url }),
    ...outage(() => api.post('/v1/jobs', { url: newPost().url })),
  },
  submitJobs: {
    200: () => api.post('/v1/jobs/batch', { jobs: [{ url: newPost().url }] }),
    idempotency_mismatch: async () => {
      const key = { 'idempotency-key': randomUUID() };
      await api.post('/v1/jobs/batch', { jobs: [{ url: newPost().url }] }, key);
      return await api.post('/v1/jobs/batch', { jobs: [{ url: newPost().url }] }, key);
    },
    ...outage(() => api.post('/v1/jobs/batch', { jobs: [{ url: newPost().url }] }, { 'idempotency-key': 'a' })),
  },
  getJob: {
    200: async () => api.get(`/v1/jobs/${await submitted()}`),
    304: async () => again(`/v1/jobs/${await submitted()}`),
    job_not_found: () => api.get(`/v1/jobs/${UNKNOWN_ID}`),
    ...outage(() => api.get(`/v1/jobs/${UNKNOWN_ID}`)),
  },
  followJob: {
    200: async () => api.get(`/v1/jobs/${(await finished()).id}/events`),
    job_not_found: () => api.get(`/v1/jobs/${UNKNOWN_ID}/events`),
    too_many_streams: async () => unheld.get(`/v1/jobs/${await submitted()}/events`),
    overloaded: async () => full.get(`/v1/jobs/${await submitted()}/events`),
    ...outage(() => api.get(`/v1/jobs/${UNKNOWN_ID}/events`)),
  },
  cancelJob: {
    200: async () => api.post(`/v1/jobs/${await submitted()}/cancel`),
    job_not_found: () => api.post(`/v1/jobs/${UNKNOWN_ID}/cancel`),
    job_finished: async () => api.post(`/v1/jobs/${(await finished()).id}/cancel`),
    job_shared: async () => {
      const { url } = newPost();
      const id = await submitted(url);
      await api.submit({ url, metadata: { another: 'caller' } });
      return await api.post(`/v1/jobs/${id}/cancel`);
    },
    ...outage(() => api.post(`/v1/jobs/${UNKNOWN_ID}/cancel`)),
  },

  listJobs: {
    200: () => named.get('/v1/jobs'),
    forbidden: () => api.get('/v1/jobs'),
    ...outage(() => named.get('/v1/jobs')),
  },
  deleteJob: {
    204: async () => api.send('DELETE', `/v1/jobs/${await submitted()}`),
    job_not_found: () => api.send('DELETE', `/v1/jobs/${UNKNOWN_ID}`),
    ...outage(() => api.send('DELETE', `/v1/jobs/${UNKNOWN_ID}`)),
  },

  createWebhook: {
    201: () => named.post('/v1/webhooks', { url: RECEIVER }),
    forbidden: () => api.post('/v1/webhooks', { url: RECEIVER }),
    forbidden_address: () => named.post('/v1/webhooks', { url: 'https://169.254.169.254/' }),
    invalid_url: () => named.post('/v1/webhooks', { url: 'https://' }),
    too_many_webhooks: async () => {
      for (let count = 0; count < 10; count += 1) {
        await crowded.post('/v1/webhooks', { url: RECEIVER });
      }
      return await crowded.post('/v1/webhooks', { url: RECEIVER });
    },
    ...outage(() => named.post('/v1/webhooks', { url: RECEIVER })),
  },
  listWebhooks: {
    200: () => named.get('/v1/webhooks'),
    forbidden: () => api.get('/v1/webhooks'),
    ...outage(() => named.get('/v1/webhooks')),
  },
  getWebhook: { 200: async () => webhookRoutes.read(await webhook()), ...ofWebhook(webhookRoutes.read) },
  changeWebhook: {
    200: async () => webhookRoutes.enable(await webhook()),
    ...ofWebhook(webhookRoutes.enable),
    forbidden_address: async () =>
      named.send('PATCH', `/v1/webhooks/${await webhook()}`, { body: { url: 'https://localhost/' } }),
    invalid_url: async () => named.send('PATCH', `/v1/webhooks/${await webhook()}`, { body: { url: 'https://' } }),
  },
  deleteWebhook: { 204: async () => webhookRoutes.delete(await webhook()), ...ofWebhook(webhookRoutes.delete) },
  rotateWebhook: { 201: async () => webhookRoutes.rotate(await webhook()), ...ofWebhook(webhookRoutes.rotate) },
  testWebhook: {
    202: async () => webhookRoutes.test(await webhook()),
    ...ofWebhook(webhookRoutes.test),
    webhook_disabled: async () => webhookRoutes.test(await disabledWebhook()),
  },
  listDeliveries: { 200: async () => webhookRoutes.log(await webhook()), ...ofWebhook(webhookRoutes.log) },
  getDelivery: {
    200: async () => named.get(await pathOfTest(await webhook())),
    ...ofWebhook((id) => named.get(`/v1/webhooks/${id}/deliveries/${UNKNOWN_DELIVERY}`)),
    delivery_not_found: async () => named.get(`/v1/webhooks/${await webhook()}/deliveries/${UNKNOWN_DELIVERY}`),
  },
  redeliverWebhook: {
    202: async () => named.post(`${await pathOfTest(await webhook())}/redeliver`),
    ...ofWebhook((id) => named.post(`/v1/webhooks/${id}/deliveries/${UNKNOWN_DELIVERY}/redeliver`)),
    delivery_not_found: async () =>
      named.post(`/v1/webhooks/${await webhook()}/deliveries/${UNKNOWN_DELIVERY}/redeliver`),
    webhook_disabled: async () =>
      named.post(`/v1/webhooks/${await disabledWebhook()}/deliveries/${UNKNOWN_DELIVERY}/redeliver`),
  },

  findResult: {
    307: () => api.get(`/v1/results?${query(newPost().url)}`),
    ...linkProblems((url) => api.get(`/v1/results?${query(url)}`)),
    overloaded: () => busy.get(`/v1/results?${query('https://vm.tiktok.com/ZMbusy')}`),
  },
  getResult: {
    200: async () => api.get(await resultPath()),
    304: async () => again(await resultPath()),
    result_not_found: () => api.get(`/v1/results/${'a'.repeat(64)}`),
    overloaded: () => busy.get(`/v1/results/${'a'.repeat(64)}`),
    ...outage(() => api.get(`/v1/results/${'b'.repeat(64)}`)),
  },

  searchJobs: {
    200: () => api.ops.get('/jobs'),
    ...linkProblems((url) => api.ops.get(`/jobs?${query(url)}`)),
    ...outage(() => api.ops.get('/jobs')),
  },
  replayJob: {
    200: async () => api.ops.post(`/jobs/${await dead()}/replay`),
    job_not_found: () => api.ops.post(`/jobs/${UNKNOWN_ID}/replay`),
    job_finished: async () => api.ops.post(`/jobs/${await submitted()}/replay`),
    ...outage(() => api.ops.post(`/jobs/${UNKNOWN_ID}/replay`)),
  },
  replayJobs: bulk('replay'),
  purgeJobs: bulk('purge'),
  createReplay: {
    201: () => api.ops.post('/replays', { filter: { region: REGION } }),
    ...linkProblems((url) => api.ops.post('/replays', { filter: { url } })),
    ...outage(() => api.ops.post('/replays', { filter: { region: REGION } })),
  },
  listReplays: { 200: () => api.ops.get('/replays'), ...outage(() => api.ops.get('/replays')) },
  getReplay: {
    200: async () => api.ops.get(`/replays/${await counted()}`),
    replay_not_found: () => api.ops.get(`/replays/${UNKNOWN_REPLAY}`),
    ...outage(() => api.ops.get(`/replays/${UNKNOWN_REPLAY}`)),
  },
  runReplay: {
    200: async () => api.ops.post(`/replays/${await counted()}/run?limit=1`),
    replay_not_found: () => api.ops.post(`/replays/${UNKNOWN_REPLAY}/run`),
    ...outage(() => api.ops.post(`/replays/${UNKNOWN_REPLAY}/run`)),
  },
  invalidateResult: {
    200: () => api.ops.post('/results/invalidate', { url: newPost().url }),
    ...linkProblems((url) => api.ops.post('/results/invalidate', { url })),
    ...outage(() => api.ops.post('/results/invalidate', { key: 'a'.repeat(64) })),
  },
  takeDownPost: {
    200: () => api.ops.post('/posts/take-down', { url: newPost().url }),
    ...linkProblems((url) => api.ops.post('/posts/take-down', { url })),
    ...outage(() => api.ops.post('/posts/take-down', { url: newPost().url })),
  },
  forgetCaller: {
    200: () => api.ops.post('/callers/nobody-yet/forget'),
    ...outage(() => api.ops.post('/callers/nobody-yet/forget')),
  },
  allowPost: {
    200: () => api.ops.post('/posts/allow', { url: newPost().url }),
    ...linkProblems((url) => api.ops.post('/posts/allow', { url })),
    ...outage(() => api.ops.post('/posts/allow', { url: newPost().url })),
  },
  listRegions: { 200: () => api.ops.get('/regions'), ...outage(() => api.ops.get('/regions')) },
  controlRegion: {
    200: () => api.ops.post(`/regions/${REGION}`, { paused: false }),
    ...outage(() => api.ops.post(`/regions/${REGION}`, { paused: false })),
  },
  lookAtUpstreams: { 200: () => api.ops.get('/upstreams') },
  listAudit: { 200: () => api.ops.get('/audit'), ...outage(() => api.ops.get('/audit')) },

  getUsage: { 200: () => api.get('/v1/usage'), ...outage(() => api.get('/v1/usage')) },
  getOpsUsage: { 200: () => api.ops.get('/usage'), ...outage(() => api.ops.get('/usage')) },

  createKey: {
    201: () => api.ops.post('/keys', { caller: newCaller() }),
    too_many_keys: async () => {
      const { caller } = (await madeKey()).key;
      await api.ops.post('/keys', { caller });
      return await api.ops.post('/keys', { caller });
    },
    ...outage(() => api.ops.post('/keys', { caller: newCaller() })),
  },
  getAppCheck: { 200: () => api.ops.get('/app-check'), ...outage(() => api.ops.get('/app-check')) },
  listKeys: { 200: () => api.ops.get('/keys'), ...outage(() => api.ops.get('/keys')) },
  rotateKey: {
    201: async () => api.ops.post(`/keys/${(await madeKey()).key.id}/rotate`, { overlap_hours: 24 }),
    key_not_found: () => api.ops.post(`/keys/${UNKNOWN_KEY}/rotate`, { overlap_hours: 24 }),
    too_many_keys: async () => {
      const { id } = (await madeKey()).key;
      await api.ops.post(`/keys/${id}/rotate`, { overlap_hours: 24 });
      return await api.ops.post(`/keys/${id}/rotate`, { overlap_hours: 24 });
    },
    ...outage(() => api.ops.post(`/keys/${UNKNOWN_KEY}/rotate`, { overlap_hours: 24 })),
  },
  revokeKey: {
    200: async () => api.ops.post(`/keys/${(await madeKey()).key.id}/revoke`),
    key_not_found: () => api.ops.post(`/keys/${UNKNOWN_KEY}/revoke`),
    ...outage(() => api.ops.post(`/keys/${UNKNOWN_KEY}/revoke`)),
  },

  getOverview: { 200: () => api.ops.get('/overview') },
  followOverview: {
    200: async () => {
      const answer = api.ops.get('/events');
      // A manual clock: the stream's whole time passes at once.
      await eventually(async () => {
        await cloud.clock.advanceAsync(300_000);
        await Promise.race([answer, Promise.reject(new Error('still open'))]);
      });
      return await answer;
    },
    too_many_streams: () => unheld.ops.get('/events'),
    overloaded: () => full.ops.get('/events'),
  },
  getHistory: { 200: () => api.ops.get('/history'), ...outage(() => api.ops.get('/history')) },
  giveFeedback: {
    204: async () => api.post(`/v1/jobs/${(await finished()).id}/feedback`, { verdict: 'wrong', note: 'a lunge' }),
    job_not_found: () => api.post(`/v1/jobs/${UNKNOWN_ID}/feedback`, { verdict: 'wrong' }),
    ...outage(() => api.post(`/v1/jobs/${UNKNOWN_ID}/feedback`, { verdict: 'wrong' })),
  },
  listFeedback: { 200: () => api.ops.get('/feedback'), ...outage(() => api.ops.get('/feedback')) },
  openSession: { 200: () => api.post('/v1/console/session', {}, BEARER) },
  getSession: { 200: () => api.get('/v1/console/session') },
  closeSession: { 204: () => api.send('DELETE', '/v1/console/session') },
  getConsole: { 200: () => built.get('/console'), route_not_found: () => api.get('/console') },
  getConsoleScript: {
    200: () => built.get('/console/scripts/index-a1.js'),
    route_not_found: () => built.get('/console/scripts/other-a1.js'),
  },
  getConsoleStyle: {
    200: () => built.get('/console/styles/index-a1.css'),
    route_not_found: () => built.get('/console/styles/other-a1.css'),
  },

  getHealth: { 200: () => api.get('/health') },
  getLiveness: { 200: () => api.get('/health/live') },
  getRegionsHealth: { 200: () => api.get('/health/regions'), ...outage(() => api.get('/health/regions')) },
  getProcessingHealth: { 200: () => api.get('/health/processing'), ...outage(() => api.get('/health/processing')) },
  getPerformance: { 200: () => api.get('/metrics/performance'), ...outage(() => api.get('/metrics/performance')) },
  getMetrics: { 200: () => api.get('/metrics') },
  getOpenApi: { 200: () => api.get('/openapi.json') },
  getDocs: { 200: () => api.get('/docs') },
  getLlmsText: { 200: () => api.get('/llms.txt') },
  getProblem: { 200: () => api.get('/problems/content_private') },
};

let callers = 0;
function newCaller(): string {
  callers += 1;
  return `caller-${callers}`;
}
async function madeKey() {
  const { body } = await api.ops.post('/keys', { caller: newCaller() });
  return madeApiKeySchema.parse(body);
}

describe.each(Object.entries(producers))('%s', (_id, outcomes) => {
  beforeEach(() => cloud.firestore.controls.faults.clear());
  afterEach(async () => {
    cloud.firestore.controls.faults.clear();
    await eventually(async () => {
      cloud.clock.advance(FORGOTTEN_MS);
      expect((await api.get('/health')).body).toMatchObject({ status: 'ok' });
    });
  });

  it.each(Object.entries<() => Promise<Answer>>(outcomes))('answers %s', async (outcome, produce) => {
    const answer = await produce();
    if (Number.isInteger(Number(outcome))) {
      expect(answer.status).toBe(Number(outcome));
    } else {
      expect([problemOf(answer).code, answer.status]).toEqual([outcome, PROBLEMS[outcome as ProblemCode].status]);
    }
  });
});
