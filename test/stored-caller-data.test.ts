import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeApiKeySchema, madeWebhookSchema, webhookDeliveriesSchema } from '@sets/contract';
import { type ApiClient, createApiClient, jobOf, until } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';
import { startWorld, type World } from './support/world.ts';

/** What callers give, each in a word of its own. */
const GIVEN = [
  ...(['plantedmetadatakey', 'plantedmetadatavalue', 'plantedlinkquery'] as const),
  ...(['planted-idempotency-key', 'planted-request-id'] as const),
] as const;
const [KEY, VALUE, QUERY, IDEMPOTENCY, REQUEST_ID] = GIVEN;
/** In a direct file's own address. */
const FILE_QUERY = 'plantedfilequery';
const CALLER = 'planted-caller';
const OPS_TOKEN = 'correct-horse-battery-staple';
/** Of a webhook endpoint: its address and its name; and what its receiver answers. */
const [HOOK_QUERY, HOOK_NAME, HOOK_ANSWER] = ['plantedhookquery', 'plantedhookname', 'plantedhookanswer'] as const;

let world: World;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await startWebhookReceiver(() => ({ status: 200, body: HOOK_ANSWER }));
  world = await startWorld({
    name: 'stored-caller-data',
    outboundAllow: [receiver.address],
    env: { AUTH_MODES: 'api-key', OPS_TOKEN },
  });
});
afterAll(async () => {
  await world?.close();
  await receiver?.close();
});

/** `collection.field` of each stored document that holds one of `words` now. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  const stored = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { path, fields } of await world.firestore.writes('')) {
    if (fields === null) {
      stored.delete(path);
    } else {
      stored.set(path, fields);
    }
  }
  const places = [...stored].flatMap(([path, fields]) => {
    const collection = path.replace(/^.*\/documents\//, '').split('/')[0] ?? '';
    const inPath = words.some((word) => path.includes(word)) ? [`${collection} (name)`] : [];
    const holding = Object.entries(fields).filter(([name, value]) =>
      words.some((word) => `${name}${JSON.stringify(value)}`.includes(word)),
    );
    return [...inPath, ...holding.map(([name]) => `${collection}.${name}`)];
  });
  return [...new Set(places)].toSorted();
}

/** The first column of a table of the document, below a heading. */
function listed(heading: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../docs/privacy.md'), 'utf8');
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, place]) => place ?? '').toSorted();
}

/** A job and a membership of it, made with all that a caller may give, both ended. */
async function jobAndMembership(api: ApiClient): Promise<string[]> {
  const { link, met, letGo } = await world.heldPost();
  const body = { url: `${link}?share_token=${QUERY}`, metadata: { [KEY]: VALUE } };
  const first = await api.post('/v1/jobs', body, { 'idempotency-key': IDEMPOTENCY, 'x-request-id': REQUEST_ID });
  await met();
  const joined = await api.submit(body, { 'x-request-id': `${REQUEST_ID}-2` });
  const ids = [jobOf(first).id, joined.job.id];
  expect(new Set(ids).size).toBe(2);
  await letGo();
  await Promise.all(ids.map((id) => ended(api, id)));
  return ids;
}

const ended = (api: ApiClient, id: string) =>
  until(`the end of ${id}`, async () => {
    const job = await api.job(id);
    return job.done && job;
  });
const operators = () => createApiClient(`${world.api.url}/v1/ops`, { authorization: `Bearer ${OPS_TOKEN}` });

async function callerNamed(caller: string): Promise<ApiClient> {
  const { api_key } = madeApiKeySchema.parse((await operators().post('/keys', { caller })).body);
  return createApiClient(world.api.url, { authorization: `Bearer ${api_key}` });
}

describe('what a caller gives is where the document says, nowhere else', () => {
  it('and gone when a caller deletes its jobs', async () => {
    const api = await callerNamed('deleting');
    const ids = await jobAndMembership(api);
    expect(await placesOf(GIVEN)).toEqual(listed('What a caller gives'));
    for (const id of ids) {
      expect((await api.send('DELETE', `/v1/jobs/${id}`)).status).toBe(204);
    }
    expect(await placesOf(GIVEN)).toEqual([]);
  });

  it('and gone, with its name, when a caller is forgotten', async () => {
    await jobAndMembership(await callerNamed(CALLER));
    expect(await placesOf(GIVEN)).toEqual(listed('What a caller gives'));
    expect(await placesOf([CALLER])).toEqual(listed('Who a caller is'));

    expect((await operators().post(`/callers/${CALLER}/forget`)).body).toMatchObject({ keys: 1, done: true });
    expect(await placesOf(GIVEN)).toEqual([]);
    // Until a cleaning call has found nothing more of it.
    expect(await placesOf([CALLER])).toEqual(['forgettings.caller']);
  });
});

it('what webhooks keep of a caller is where the document says, and gone with the endpoint or the caller', async () => {
  const { link } = await world.post();
  const somebody = await callerNamed('somebody-else');
  await ended(somebody, (await somebody.submit({ url: link })).job.id);
  const caller = 'planted-listener';
  const api = await callerNamed(caller);

  /** Told of what was known at the submit: no job keeps anything of it. */
  async function toldOfKnown(path: string): Promise<{ endpoint: string; secret: string }> {
    const url = `${receiver.url}${path}?token=${HOOK_QUERY}`;
    const made = madeWebhookSchema.parse((await api.post('/v1/webhooks', { url, description: HOOK_NAME })).body);
    const { id: endpoint } = made.endpoint;
    await api.submit({ url: `${link}?share_token=${QUERY}`, metadata: { [KEY]: VALUE }, webhook: endpoint });
    await until('its delivery', async () => {
      const { body } = await api.get(`/v1/webhooks/${endpoint}/deliveries`);
      return webhookDeliveriesSchema.parse(body).deliveries[0]?.status === 'delivered';
    });
    return { endpoint, secret: made.secret };
  }
  const given = [KEY, VALUE, QUERY];
  const ofHooks = (secret: string) => placesOf([...given, HOOK_QUERY, HOOK_NAME, caller, secret]);
  const onlyHooks = (places: readonly string[]) => places.filter((place) => place.startsWith('webhook_'));

  const first = await toldOfKnown('/deleted');
  expect(onlyHooks(await ofHooks(first.secret))).toEqual(listed('What webhooks keep'));
  expect(await placesOf(given)).toEqual(['webhook_deliveries.own']);
  expect(await placesOf([HOOK_ANSWER])).toEqual([]);
  expect((await api.send('DELETE', `/v1/webhooks/${first.endpoint}`)).status).toBe(204);
  expect(onlyHooks(await ofHooks(first.secret))).toEqual([]);

  const second = await toldOfKnown('/forgotten');
  expect((await operators().post(`/callers/${caller}/forget`)).body).toMatchObject({ webhooks: 1 });
  expect(await ofHooks(second.secret)).toEqual(['forgettings.caller']);
});

it('the query of a direct file is where the document says, in no result, and gone from a job that is deleted', async () => {
  const file = `http://127.0.0.1:${world.ports.simulators}/cdn/media/torchcodec__nasa_13013.mp4`;
  const api = await callerNamed('of-a-file');
  const { job: submitted } = await api.submit({ url: `${file}?signature=${FILE_QUERY}` });
  const job = await ended(api, submitted.id);
  const places = listed('The address of a direct file');
  expect(await placesOf([FILE_QUERY])).toEqual(places);
  expect(job.source.submitted_url).toContain(FILE_QUERY);
  const result = await world.api.get(job.links.result ?? '');
  expect([result.status, JSON.stringify(result.body)]).toEqual([200, expect.not.stringContaining(FILE_QUERY)]);
  await api.send('DELETE', `/v1/jobs/${job.id}`);
  expect(await placesOf([FILE_QUERY])).toEqual(places.filter((place) => !place.startsWith('jobs.')));
});
