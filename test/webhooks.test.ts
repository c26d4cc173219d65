import { type Job, madeApiKeySchema, madeWebhookSchema, webhookDeliveriesSchema } from '@sets/contract';
import { type ApiClient, createApiClient, until } from '@sets/local-stack';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReceivedEvent, startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';
import { startWorld, type World } from './support/world.ts';

const OPS_TOKEN = 'correct-horse-battery-staple';

let world: World;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  world = await startWorld({
    name: 'webhooks',
    outboundAllow: [receiver.address],
    env: { AUTH_MODES: 'api-key', OPS_TOKEN },
  });
});
afterAll(async () => {
  await world?.close();
  await receiver?.close();
});

async function callerNamed(caller: string): Promise<ApiClient> {
  const ops = createApiClient(world.api.url, { authorization: `Bearer ${OPS_TOKEN}` });
  const { api_key } = madeApiKeySchema.parse((await ops.post('/v1/ops/keys', { caller })).body);
  return createApiClient(world.api.url, { authorization: `Bearer ${api_key}` });
}

async function endpointOf(client: ApiClient, path: string, wish: object = {}) {
  const { body } = await client.post('/v1/webhooks', { url: receiver.url + path, ...wish });
  return madeWebhookSchema.parse(body);
}

/** As a receiver would, by the library that the specification's authors publish. */
const verified = ({ headers, body }: ReceivedEvent, secret: string) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string; data: Job };

const endedJob = (client: ApiClient, id: string): Promise<Job> =>
  until(`the end of job ${id}`, async () => {
    const job = await client.job(id);
    return job.done && job;
  });

it('a caller is told of the end of its job, signed, by the queue of webhooks', async () => {
  const client = await callerNamed('first');
  const { endpoint, secret } = await endpointOf(client, '/first', { payload: 'full' });
  const { link } = await world.post();
  const { job } = await client.submit({ url: link, webhook: endpoint.id, metadata: { ref: 'a-1' } });

  const [event] = await receiver.arrived('/first');
  if (event === undefined) {
    throw new Error('nothing came');
  }
  const told = verified(event, secret);
  expect(told).toMatchObject({ type: 'job.succeeded', data: { id: job.id, done: true, metadata: { ref: 'a-1' } } });
  expect(told.data).toEqual(await endedJob(client, job.id));

  const log = async () => {
    const { body } = await client.get(`/v1/webhooks/${endpoint.id}/deliveries`);
    return webhookDeliveriesSchema.parse(body).deliveries;
  };
  await until('its delivery', async () => (await log())[0]?.status === 'delivered');
  expect(await log()).toMatchObject([{ id: event.headers['webhook-id'], type: 'job.succeeded', job_id: job.id }]);
});

it('what was known at the submit is told too, with its own metadata, each time', async () => {
  const client = await callerNamed('second');
  const { endpoint, secret } = await endpointOf(client, '/second', { payload: 'full' });
  const { link } = await world.post();
  await endedJob(client, (await client.submit({ url: link })).job.id);
  await client.submit({ url: link, webhook: endpoint.id, metadata: { ref: '1' } });
  await client.submit({ url: link, webhook: endpoint.id, metadata: { ref: '2' } });

  const events = await receiver.arrived('/second', 2);
  const told = events.map((event) => verified(event, secret));
  expect(told.map(({ data }) => data.metadata?.ref).toSorted()).toEqual(['1', '2']);
  expect(told[0]?.data).toMatchObject({ served_from: 'cache', status: 'succeeded' });
  expect(new Set(events.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
});

it('a worker killed between the end of a job and its event loses none', async () => {
  const client = await callerNamed('unlucky');
  const { endpoint, secret } = await endpointOf(client, '/unlucky');
  await world.worker.end('SIGKILL');
  await world.worker.start({ CRASH_POINT: 'complete.after_commit:1' });
  const { link } = await world.post();
  const { job } = await client.submit({ url: link, webhook: endpoint.id });
  expect((await world.worker.ended()).signal).toBe('SIGKILL');
  expect((await client.job(job.id)).status).toBe('succeeded');
  expect(receiver.received.some(({ path }) => path === '/unlucky')).toBe(false);
  await world.worker.start();

  await receiver.arrived('/unlucky');
  await until('nothing is owed any more', async () => {
    const last = (await world.writesOf(job.id)).at(-1)?.fields;
    return last?.owes === null && last.wake_at === undefined;
  });
  const events = await receiver.arrived('/unlucky');
  expect(new Set(events.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(events.map((event) => verified(event, secret).data.id)).toEqual(events.map(() => job.id));
});

it('whoever joined is told under an id of its own, and who cancels is told so', async () => {
  const [first, second] = [await callerNamed('owner'), await callerNamed('joiner')];
  const events = ['job.preview', 'job.succeeded', 'job.failed', 'job.canceled'];
  const own = await endpointOf(first, '/owner', { events });
  const joined = await endpointOf(second, '/joiner', { events });
  const { link, met, letGo } = await world.heldPost();
  const { job: hers } = await first.submit({ url: link, webhook: own.endpoint.id });
  await met();
  const { job: his } = await second.submit({ url: link, webhook: joined.endpoint.id });
  const { job: left } = await second.submit({ url: link, webhook: joined.endpoint.id, metadata: { a: 'b' } });
  expect(new Set([hers.id, his.id, left.id]).size).toBe(3);
  await second.post(`/v1/jobs/${left.id}/cancel`);
  const [canceled] = await receiver.arrived('/joiner');
  expect(canceled && verified(canceled, joined.secret)).toMatchObject({ type: 'job.canceled', data: { id: left.id } });
  await letGo();

  const ended = async (path: string, id: string, secret: string) =>
    until(`the end of ${id}`, async () =>
      receiver.received.some((event) => {
        const told = event.path === path ? verified(event, secret) : null;
        return told?.type === 'job.succeeded' && told.data.id === id;
      }),
    );
  await ended('/owner', hers.id, own.secret);
  await ended('/joiner', his.id, joined.secret);
  const told = (path: string, secret: string) =>
    receiver.received.filter((event) => event.path === path).map((event) => verified(event, secret).data.id);
  expect(new Set(told('/owner', own.secret))).toEqual(new Set([hers.id]));
  expect(new Set(told('/joiner', joined.secret))).toEqual(new Set([his.id, left.id]));
});
