import { bodyOfView } from '@sets/jobs';
import { ANONYMOUS, silentLogger } from '@sets/service-kit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createJobWaiter } from '../src/jobs/job-waiter.ts';
import { createWaitingPlaces } from '../src/jobs/waiting-places.ts';
import type { ApiInstance } from './support/api-instance.ts';
import { eventually } from './support/eventually.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { type KeyHolder, keyHolder } from './support/key-holder.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi({ MAX_DIRECT_PROCESSING: '1' });
});
afterAll(() => cloud.close());

/** Opens a wait and finds its job: nobody else tells the id before the answer. */
async function waiting(url: string, seconds: number) {
  const answer = api.submit({ url, metadata: { mine: 'yes' } }, { prefer: `respond-async, wait=${seconds}` });
  await eventually(() => expect(api.waiter.waiting).toBe(1));
  const { jobs } = (await api.ops.get(`/jobs?url=${encodeURIComponent(url)}`)).body as { jobs: { id: string }[] };
  return { id: jobs[0]?.id ?? '', answer };
}

/** A caller who asks to wait and then hangs up. */
function leavingCaller() {
  const leaving = new AbortController();
  const left = fetch(`${api.url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=30' },
    body: JSON.stringify({ url: newPost().url }),
    signal: leaving.signal,
  });
  return async (): Promise<void> => {
    const before = hangUps();
    leaving.abort();
    await expect(left).rejects.toThrow();
    await eventually(() => expect(hangUps()).toBe(before + 1));
  };
}
const hangUps = (): number => api.log.filter((line) => line.includes('POST /v1/jobs 499')).length;

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

it('ends after the time asked for, and not before', async () => {
  const { id, answer } = await waiting(newPost().url, 10);
  await cloud.clock.advanceAsync(9_999);
  expect(api.waiter.waiting).toBe(1);
  cloud.clock.advance(1);
  const { status, headers, job } = await answer;
  expect([status, headers.get('preference-applied'), headers.get('location')]).toEqual([
    ...[202, 'wait=10', `/v1/jobs/${id}`],
  ]);
  expect(job).toMatchObject({ id, status: 'queued', done: false });
});

it('ends with the job as its listener has last seen it', async () => {
  const stages: (string | null)[] = [];
  const waiter = createJobWaiter({
    store: {
      views: {
        watch: (view, options) =>
          cloud.worker.views.watch(view, { ...options, onChange: (seen) => stages.push(bodyOfView(seen).stage) }),
      },
    },
    ...{ clock: cloud.clock, logger: silentLogger, capacity: 1 },
    places: createWaitingPlaces({ perInstance: 1, streamsPerCaller: 0, waitsPerCaller: 1 }),
    bodyOf: bodyOfView,
  });
  const { job } = await api.submit({ url: newPost().url });
  const view = await cloud.worker.views.read(job.id, 'anonymous');
  const waited = waiter.wait({ job, view }, { caller: ANONYMOUS, seconds: 10, signal: new AbortController().signal });
  const lease = await claim(cloud.worker, job.id);
  await lease.progress({ stage: 'extracting', progress: 0.5 });
  await eventually(() => expect(stages.at(-1)).toBe('extracting'));
  cloud.clock.advance(10_000);
  expect(await waited).toMatchObject({ applied: true, job: { id: job.id, status: 'running', progress: 0.5 } });
  lease.release();
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

it('is not had by one caller more often than MAX_WAITS_PER_CALLER, however many places are free', async () => {
  const shared = await cloud.startApi({ AUTH_MODES: 'api-key', MAX_WAITS_PER_CALLER: '2' });
  const [greedy, other] = [await keyHolder(shared, 'greedy'), await keyHolder(shared, 'patient')];
  const wait = (client: KeyHolder) => client.submit({ url: newPost().url }, { prefer: 'wait=30' });
  const held = [wait(greedy), wait(greedy)];
  await eventually(() => expect(shared.waiter.waiting).toBe(2));
  const third = await wait(greedy);
  expect([third.status, third.headers.get('preference-applied')]).toEqual([202, null]);
  held.push(wait(other));
  await eventually(() => expect(shared.waiter.waiting).toBe(3));
  cloud.clock.advance(30_000);
  for (const answer of held) {
    expect((await answer).headers.get('preference-applied')).toBe('wait=30');
  }
  // A place that was given back is the caller's again.
  const next = wait(greedy);
  await eventually(() => expect(shared.waiter.waiting).toBe(1));
  cloud.clock.advance(30_000);
  expect((await next).headers.get('preference-applied')).toBe('wait=30');
});

it('is free again when a caller leaves early', async () => {
  const leave = leavingCaller();
  await eventually(() => expect(api.waiter.waiting).toBe(1));
  await leave();
  await eventually(() => expect(api.waiter.waiting).toBe(0));
  const next = await waiting(newPost().url, 30);
  await (await claim(cloud.worker, next.id)).complete(finding());
  expect((await next.answer).headers.get('preference-applied')).toBe('wait=30');
});

it('is not begun for a caller who left before the job was accepted', async () => {
  const waitsBegun = vi.spyOn(api.waiter, 'wait');
  // Nothing is answered until the clock moves.
  cloud.firestore.controls.faults.latency(1_000);
  const { rpcs } = cloud.firestore.controls.operations();
  const leave = leavingCaller();
  await eventually(() => expect(cloud.firestore.controls.operations().rpcs).not.toEqual(rpcs));
  await leave();
  expect(waitsBegun).not.toHaveBeenCalled();
  cloud.firestore.controls.faults.clear();
  cloud.clock.advance(1_000);
  await eventually(() => expect(waitsBegun).toHaveBeenCalledOnce());
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
  await eventually(() => expect(stopping.waiter.waiting).toBe(1));
  stopping.waiter.stop();
  const { status, headers, job } = await answer;
  expect([status, headers.get('preference-applied'), headers.get('location')]).toEqual([202, null, job.links.self]);
  expect(job).toMatchObject({ status: 'queued', done: false });
});
