import { whileTimePasses } from '@sets/clock/testing';
import type { Job } from '@sets/contract';
import { API_ROUTES, type RouteTable } from '@sets/contract/routes';
import { jobOf, problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim, finding, newPost } from './support/fixtures.ts';
import { type KeyHolder, keyHolder } from './support/key-holder.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
/** Two callers of one app, each with a key of its own. */
let ada: KeyHolder;
let ben: KeyHolder;
beforeAll(async () => {
  cloud = await startTestCloud({ AUTH_MODES: 'api-key' });
  const api = await cloud.startApi();
  ada = await keyHolder(api, 'ada');
  ben = await keyHolder(api, 'ben');
});
afterAll(() => cloud.close());

/** What nobody but Ada may see, wherever it might slip out. */
const HERS = { metadata: { note: 'ada-metadata' }, token: '_r=ada-share-token', deadline_s: 3_333 };
const OF_ADA = /ada-metadata|ada-share-token/;

interface Shared {
  readonly url: string;
  readonly hers: Job;
  readonly his: Job;
}

/** Ada's job of a post, and Ben's membership of it. */
async function shared(): Promise<Shared> {
  const { url } = newPost();
  const { metadata, token, deadline_s } = HERS;
  const { job: hers } = await ada.submit({ url: `${url}?${token}`, metadata, deadline_s });
  const { job: his } = await ben.submit({ url, metadata: { mine: 'ben' } });
  return { url, hers, his };
}

/** Every route that takes a job's id, and what a stranger sends there. */
const ROUTES = Object.entries<RouteTable[string]>(API_ROUTES).filter(
  ([, { path, right }]) => right === 'caller' && path.startsWith('/v1/jobs/{id}'),
);

describe("another caller's id", () => {
  it('has routes to be tried on', () => {
    expect(ROUTES.map(([id]) => id)).toEqual(expect.arrayContaining(['getJob', 'cancelJob', 'deleteJob']));
  });

  it.each(ROUTES)(
    'opens nothing at %s, alive or ended, of a job or of a membership',
    async (_id, { method, path, body }) => {
      const { hers, his } = await shared();
      const attack = async (thief: KeyHolder, id: string): Promise<void> => {
        const answer = await thief.send(method, path.replace('{id}', id), { body: body?.example });
        expect([answer.status, problemOf(answer).code]).toEqual([404, 'job_not_found']);
      };
      const attackBoth = async (): Promise<void> => {
        await attack(ben, hers.id);
        await attack(ada, his.id);
      };
      await attackBoth();
      await (await claim(cloud.worker, hers.id)).complete(finding());
      await attackBoth();
      expect(jobOf(await ada.get(`/v1/jobs/${hers.id}`))).toMatchObject({
        status: 'succeeded',
        metadata: HERS.metadata,
      });
      expect(jobOf(await ben.get(`/v1/jobs/${his.id}`))).toMatchObject({
        status: 'succeeded',
        metadata: { mine: 'ben' },
      });
    },
  );

  it('is in no list but the own one', async () => {
    const { hers, his } = await shared();
    const listOf = async (who: KeyHolder) => (await who.get('/v1/jobs?limit=100')).body as { jobs: Job[] };
    const [adas, bens] = [await listOf(ada), await listOf(ben)];
    expect(adas.jobs.map(({ id }) => id)).toContain(hers.id);
    expect(adas.jobs.map(({ id }) => id)).not.toContain(his.id);
    expect(bens.jobs.map(({ id }) => id)).toContain(his.id);
    expect(JSON.stringify(bens)).not.toMatch(OF_ADA);
    expect(JSON.stringify(bens)).not.toContain(hers.id);
  });
});

describe('what Ada gave with her submit', () => {
  it('is in none of the answers to Ben, whichever way he comes to her post', async () => {
    const { url, hers, his } = await shared();
    const key = { 'idempotency-key': 'the-same-of-both' };
    await ada.submit({ url: newPost().url, metadata: HERS.metadata }, key);
    const seen = [
      his,
      await ben.get(`/v1/jobs/${his.id}`),
      await ben.submit({ url }),
      await ben.post('/v1/jobs/batch', { jobs: [{ url }, { url }] }),
      await ben.post('/v1/jobs', { url }, key),
    ];
    await (await claim(cloud.worker, hers.id)).complete(finding());
    const hit = await ben.submit({ url });
    seen.push(
      ...[hit, await ben.get(hit.job.links.self), await ben.get(`/v1/jobs/${his.id}`)],
      ...[await ben.get('/v1/jobs'), await ben.get(hit.job.links.result ?? '')],
      await ben.post(`/v1/jobs/${his.id}/cancel`),
    );
    const text = JSON.stringify(seen);
    expect(text).not.toMatch(OF_ADA);
    expect(text).not.toContain(hers.id);
    expect(text).not.toContain(hers.deadline_at);
    expect(text).not.toContain('/ada');
  });

  it('is shown to her, as she gave it', async () => {
    const { url, hers } = await shared();
    const read = jobOf(await ada.get(`/v1/jobs/${hers.id}`));
    expect(read).toMatchObject({ ...hers, deadline_at: hers.deadline_at });
    expect(read.metadata).toEqual(HERS.metadata);
    expect(read.source.submitted_url).toBe(`${url}?${HERS.token}`);
    expect(Date.parse(read.deadline_at ?? '')).toBe(Date.parse(read.created_at) + HERS.deadline_s * 1_000);
  });

  it('is not in the stored result, which is everybody’s', async () => {
    const { hers } = await shared();
    await (await claim(cloud.worker, hers.id)).complete(finding());
    const key = (await cloud.worker.jobs.get(hers.id))?.job.key ?? '';
    const found = await cloud.worker.jobs.lookup(key);
    expect(found?.value.source.submitted_url).toBe(hers.source.canonical_url);
    expect(JSON.stringify(found)).not.toMatch(OF_ADA);
  });
});

describe('a hit', () => {
  it('has an id of the public result: everybody’s is the same, it can be read, and neither canceled nor listed', async () => {
    const { url, hers } = await shared();
    await (await claim(cloud.worker, hers.id)).complete(finding('Known'));
    const [first, second] = [await ada.submit({ url, metadata: { a: '1' } }), await ben.submit({ url })];
    expect(first.job.id).toMatch(/^r_/);
    expect(second.job.id).toBe(first.job.id);
    for (const who of [ada, ben]) {
      const read = jobOf(await who.get(`/v1/jobs/${first.job.id}`));
      expect(read).toMatchObject({ status: 'succeeded', metadata: null, result: { title: 'Known' } });
      expect(read.source.submitted_url).toBe(read.source.canonical_url);
      expect(problemOf(await who.post(`/v1/jobs/${first.job.id}/cancel`)).code).toBe('job_finished');
      expect((await who.send('DELETE', `/v1/jobs/${first.job.id}`)).status).toBe(204);
    }
    expect((await ben.get(`/v1/jobs/${first.job.id}`)).status).toBe(200);
  });

  it('stops to be read by its id once its value is another', async () => {
    const { url, hers } = await shared();
    await (await claim(cloud.worker, hers.id)).complete(finding());
    const { job } = await ben.submit({ url });
    cloud.clock.advance(11 * 60_000);
    const { job: refresh } = await ben.submit({ url, force_refresh: true });
    await (await claim(cloud.worker, refresh.id)).complete(finding('Newer'));
    expect((await ben.get(`/v1/jobs/${job.id}`)).status).toBe(404);
  });
});

describe('canceling', () => {
  it('by a member ends its waiting alone, for good, and the job goes on for its owner', async () => {
    const { hers, his } = await shared();
    for (const _ of ['once', 'again']) {
      const left = jobOf(await ben.post(`/v1/jobs/${his.id}/cancel`));
      expect(left).toMatchObject({ id: his.id, status: 'canceled', done: true, error: { code: 'job_canceled' } });
    }
    await (await claim(cloud.worker, hers.id)).complete(finding());
    expect(jobOf(await ada.get(`/v1/jobs/${hers.id}`)).status).toBe('succeeded');
    expect(jobOf(await ben.get(`/v1/jobs/${his.id}`))).toMatchObject({ status: 'canceled', result: null });
  });

  it('by the owner is refused while a member waits, and not once it has left', async () => {
    const { hers, his } = await shared();
    expect(problemOf(await ada.post(`/v1/jobs/${hers.id}/cancel`)).code).toBe('job_shared');
    await ben.post(`/v1/jobs/${his.id}/cancel`);
    expect(jobOf(await ada.post(`/v1/jobs/${hers.id}/cancel`)).status).toBe('canceled');
  });
});

describe('deleting', () => {
  it('takes what the owner gave, from a job that ended; the result and the member’s view stay', async () => {
    const { hers, his } = await shared();
    await (await claim(cloud.worker, hers.id)).complete(finding('Kept'));
    expect((await ada.send('DELETE', `/v1/jobs/${hers.id}`)).status).toBe(204);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/cancel'],
    ] as const) {
      expect((await ada.send(method, `/v1/jobs/${hers.id}${path}`)).status).toBe(404);
    }
    expect(JSON.stringify((await ada.get('/v1/jobs')).body)).not.toContain(hers.id);
    expect(jobOf(await ben.get(`/v1/jobs/${his.id}`)).result).toMatchObject({ title: 'Kept' });
    const { job } = await cloud.worker.jobs.get(hers.id).then((found) => found ?? { job: null });
    expect(JSON.stringify(job)).not.toMatch(OF_ADA);
    expect(job?.caller).not.toBe('ada');
  });

  it('of a shared live job leaves the work to its members, and brings no link back with it', async () => {
    const { hers, his } = await shared();
    const lease = await claim(cloud.worker, hers.id);
    expect((await ada.send('DELETE', `/v1/jobs/${hers.id}`)).status).toBe(204);
    const source = { ...lease.job.source, title: 'Leg day' };
    const completing = lease.complete({ ...finding(), source });
    expect(await whileTimePasses(cloud.clock, completing)).toEqual({ kind: 'written' });
    expect(jobOf(await ben.get(`/v1/jobs/${his.id}`))).toMatchObject({
      status: 'succeeded',
      source: { title: 'Leg day' },
    });
    expect(JSON.stringify(await cloud.worker.jobs.get(hers.id))).not.toMatch(OF_ADA);
  });

  it('of a live job that nobody shares ends it, and so does the last member of an owner who has gone', async () => {
    const { job: alone } = await ada.submit({ url: newPost().url });
    expect((await ada.send('DELETE', `/v1/jobs/${alone.id}`)).status).toBe(204);
    expect((await cloud.worker.jobs.get(alone.id))?.job.status).toBe('canceled');

    const { hers, his } = await shared();
    await ada.send('DELETE', `/v1/jobs/${hers.id}`);
    expect((await cloud.worker.jobs.get(hers.id))?.job.status).toBe('queued');
    expect((await ben.send('DELETE', `/v1/jobs/${his.id}`)).status).toBe(204);
    expect((await cloud.worker.jobs.get(hers.id))?.job.status).toBe('canceled');
    expect((await ben.get(`/v1/jobs/${his.id}`)).status).toBe(404);
  });
});

it('a key that two networks without names have chosen alike opens neither’s job to the other', async () => {
  const api = await cloud.startApi({ AUTH_MODES: 'none', TRUSTED_PROXY_HOPS: '1' });
  const { url } = newPost();
  const from = (address: string) => api.submit({ url }, { 'idempotency-key': '1', 'x-forwarded-for': address });
  const first = await from('203.0.113.1');
  const other = await from('203.0.113.2');
  expect(other.job.id).not.toBe(first.job.id);
  const again = await from('203.0.113.1');
  expect(again.job.id).toBe(first.job.id);
});
