import { connect } from 'node:net';
import { jobEventSchema } from '@sets/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HEARTBEAT_MS } from '../src/jobs/job-streams.ts';
import type { ApiInstance } from './support/api-instance.ts';
import { type EventStream, eventsOf, openStream } from './support/event-stream.ts';
import { eventually } from './support/eventually.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi({ MAX_STREAMS_PER_CALLER: '3', MAX_STREAMS_AND_WAITS: '4' });
});
afterAll(() => cloud.close());

const submitted = async (at = api): Promise<string> => (await at.submit({ url: newPost().url })).job.id;
const events = (id: string, at = api): string => `${at.url}/v1/jobs/${id}/events`;
const ended = (stream: EventStream) => eventually(() => expect(stream.ended()).not.toBeNull()).then(stream.ended);
const allFree = (at = api) => eventually(() => expect(at.places.taken).toBe(0));

it('begins at once with the job as it is, and ends with its last state', async () => {
  const id = await submitted();
  const stream = await openStream(events(id));
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  expect(stream.headers['content-encoding']).toBeUndefined();
  const [first] = await eventsOf(stream, 1);
  expect(stream.text()).toMatch(/^retry: \d+\n\nid: /);
  expect(first?.job).toMatchObject({ id, status: 'queued', done: false });

  const lease = await claim(cloud.worker, id);
  const [, running] = await eventsOf(stream, 2);
  expect(running?.job.status).toBe('running');
  await lease.complete(finding('Followed'));
  expect(await ended(stream)).toBe('whole');
  const seen = stream.events();
  expect(seen.at(-1)?.job).toMatchObject({ status: 'succeeded', done: true, result: { title: 'Followed' } });
  expect(seen.map((event) => event.id)).toEqual([...new Set(seen.map((event) => event.id))].sort());
  for (const { id: eventId, job } of seen) {
    jobEventSchema.parse({ id: eventId, event: 'job', data: job });
  }
  await allFree();
});

it('goes on where a client lost it: nothing old again, then what is new', async () => {
  const id = await submitted();
  const before = await openStream(events(id));
  const [known] = await eventsOf(before, 1);
  before.leave();
  await allFree();

  const stream = await openStream(events(id), { lastEventId: known?.id ?? '' });
  await eventually(() => expect(stream.text()).toMatch(/^retry/));
  const lease = await claim(cloud.worker, id);
  const [next] = await eventsOf(stream, 1);
  expect(next?.job.status).toBe('running');
  await lease.complete(finding());
  await ended(stream);
  expect(stream.events().map((event) => event.id)).not.toContain(known?.id);
});

it('never goes back to a state before the one that the client has', async () => {
  const id = await submitted();
  const stream = await openStream(events(id), { lastEventId: '99999999999.000000000' });
  await (await claim(cloud.worker, id)).complete(finding());
  await ended(stream);
  expect(stream.events().map(({ job }) => job.done)).toEqual([true]);
});

it('of an ended job is its last state and the end, whatever the client has', async () => {
  const id = await submitted();
  await (await claim(cloud.worker, id)).complete(finding());
  cloud.clock.advance(1_000);
  const first = await openStream(events(id));
  expect(await ended(first)).toBe('whole');
  const [last] = first.events();
  expect(last?.job.done).toBe(true);
  const again = await openStream(events(id), { lastEventId: last?.id ?? '' });
  expect(await ended(again)).toBe('whole');
  expect(again.events()).toEqual([last]);
});

it.each(['not an id', '1.2.3', '"1"', 'NaN.NaN'])('takes %s for no id of an event', async (lastEventId) => {
  const stream = await openStream(events(await submitted()), { lastEventId });
  await eventsOf(stream, 1);
  stream.leave();
  await allFree();
});

it('shows that it lives while nothing changes', async () => {
  const stream = await openStream(events(await submitted()));
  await eventsOf(stream, 1);
  for (const beats of [1, 2, 3]) {
    cloud.clock.advance(HEARTBEAT_MS);
    await eventually(() => expect(stream.comments()).toHaveLength(beats));
  }
  stream.leave();
  await allFree();
});

it('is had by so many per caller and per instance, and is free again at once', async () => {
  const id = await submitted();
  const streams = await Promise.all([1, 2, 3].map(() => openStream(events(id))));
  const refused = await api.get(`/v1/jobs/${id}/events`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  const waiting = api.submit({ url: newPost().url }, { prefer: 'wait=30' });
  await eventually(() => expect(api.places.taken).toBe(4));
  const notHeld = await api.submit({ url: newPost().url }, { prefer: 'wait=30' });
  expect([notHeld.status, notHeld.headers.get('preference-applied')]).toEqual([202, null]);
  streams[0]?.leave();
  await eventually(() => expect(api.places.taken).toBe(3));
  // Gone without a word to HTTP.
  streams[1]?.socket.resetAndDestroy();
  await eventually(() => expect(api.places.taken).toBe(2));
  const next = await openStream(events(id));
  expect(next.status).toBe(200);
  for (const stream of [...streams, next]) {
    stream.leave();
  }
  cloud.clock.advance(30_000);
  expect((await waiting).status).toBe(202);
  await allFree();
});

it('costs no place when there is no such job, and none for a look at its head', async () => {
  expect((await api.get('/v1/jobs/AAAAAAAAAAAAAAAAAAAAAA/events')).status).toBe(404);
  const head = await api.send('HEAD', `/v1/jobs/${await submitted()}/events`);
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  await allFree();
});

it('of a membership and of a known result is had by their own ids', async () => {
  const { url } = newPost();
  const { job } = await api.submit({ url });
  const joined = await api.submit({ url, metadata: { who: 'joined' } });
  expect(joined.job.id).not.toBe(job.id);
  const member = await openStream(api.url + joined.job.links.events);
  await eventsOf(member, 1);
  await (await claim(cloud.worker, job.id)).complete(finding());
  expect(await ended(member)).toBe('whole');
  expect(member.events().at(-1)?.job).toMatchObject({ id: joined.job.id, done: true, metadata: { who: 'joined' } });

  const hit = await api.submit({ url });
  expect([job.id, joined.job.id]).not.toContain(hit.job.id);
  const known = await openStream(api.url + hit.job.links.events);
  expect(await ended(known)).toBe('whole');
  expect(known.events().map((event) => [event.job.id, event.job.done])).toEqual([[hit.job.id, true]]);
  await allFree();
});

it('ends for a member who leaves, and goes on for the others', async () => {
  const { url } = newPost();
  const { job } = await api.submit({ url });
  const joined = await api.submit({ url, metadata: { who: 'leaves' } });
  const [own, member] = await Promise.all([job, joined.job].map(({ links }) => openStream(api.url + links.events)));
  await Promise.all([own, member].map((stream) => stream && eventsOf(stream, 1)));
  await api.post(joined.job.links.cancel ?? '');
  await eventually(() => expect(member?.events().at(-1)?.job.status).toBe('canceled'));
  expect(own?.ended()).toBeNull();
  own?.leave();
  await allFree();
});

it('never stops its job by ending', async () => {
  const id = await submitted();
  const stream = await openStream(events(id));
  await eventsOf(stream, 1);
  stream.leave();
  await allFree();
  await (await claim(cloud.worker, id)).complete(finding('Unwatched'));
  cloud.clock.advance(1_000);
  expect((await api.job(id)).result?.title).toBe('Unwatched');
});

it('is one listener for a hundred clients of one job, who all see it end', async () => {
  const crowded = await cloud.startApi({ MAX_STREAMS_PER_CALLER: '100', MAX_STREAMS_AND_WAITS: '100' });
  const id = await submitted(crowded);
  const before = listens();
  const streams = await Promise.all(Array.from({ length: 100 }, () => openStream(events(id, crowded))));
  await Promise.all(streams.map((stream) => eventsOf(stream, 1)));
  expect(listens() - before).toBe(1);
  await (await claim(cloud.worker, id)).complete(finding());
  expect(new Set(await Promise.all(streams.map(ended)))).toEqual(new Set(['whole']));
  expect(streams.every((stream) => stream.events().at(-1)?.job.done)).toBe(true);
  await allFree(crowded);
});
const listens = (): number => cloud.firestore.controls.operations().rpcs.listen ?? 0;

it('is free again when a client that sent its head in pieces is cut off without having read anything', async () => {
  const id = await submitted();
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET /v1/jobs/${id}/events HTTP/1.1\r\nHost: 127.0`);
  await eventually(() => expect(socket.connecting).toBe(false));
  socket.write('.0.1\r\n\r\n');
  await eventually(() => expect(api.places.taken).toBe(1));
  socket.resetAndDestroy();
  await allFree();
});

it('lives through an outage of the store, and then tells what was missed', async () => {
  const id = await submitted();
  const stream = await openStream(events(id));
  await eventsOf(stream, 1);
  const lease = await claim(cloud.worker, id);
  await eventsOf(stream, 2);
  cloud.firestore.controls.faults.unavailable();
  cloud.clock.advance(HEARTBEAT_MS);
  await eventually(() => expect(stream.comments()).toHaveLength(1));
  expect(stream.ended()).toBeNull();
  cloud.firestore.controls.faults.clear();
  await lease.complete(finding('After the outage'));
  await ended(stream);
  expect(stream.events().at(-1)?.job.result?.title).toBe('After the outage');
});

it('ends with a word when its instance stops, and goes on at another', async () => {
  const stopping = await cloud.startApi();
  const id = await submitted();
  const stream = await openStream(events(id, stopping));
  const [known] = await eventsOf(stream, 1);
  await stopping.close();
  expect(await ended(stream)).toBe('whole');
  expect(stream.comments().at(-1)).toContain('connect again');
  const other = await openStream(events(id), { lastEventId: known?.id ?? '' });
  await (await claim(cloud.worker, id)).complete(finding());
  await ended(other);
  expect(other.events().at(-1)?.job.done).toBe(true);
});

it('ends after two minutes, so that a client that vanished without a word holds no place for longer', async () => {
  const stream = await openStream(events(await submitted()));
  await eventsOf(stream, 1);
  for (let beats = 0; beats < 8; beats += 1) {
    cloud.clock.advance(HEARTBEAT_MS);
    await eventually(() => expect(stream.comments().length).toBeGreaterThan(beats));
  }
  expect(await ended(stream)).toBe('whole');
  expect(stream.comments().at(-1)).toContain('connect again');
  await allFree();
});
