import type { Job } from '@sets/contract';
import { problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claim, finding, newPost } from './support/fixtures.ts';
import { type KeyHolder, keyHolder } from './support/key-holder.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let ada: KeyHolder;
let ben: KeyHolder;
beforeAll(async () => {
  cloud = await startTestCloud({ RATE_LIMIT_REQUESTS: '10000' });
  const api = await cloud.startApi({ AUTH_MODES: 'api-key' });
  ada = await keyHolder(api, 'ada');
  ben = await keyHolder(api, 'ben');
});
afterAll(() => cloud.close());

interface Page {
  readonly jobs: readonly Job[];
  readonly next: string | null;
}
const pageOf = async (query: string): Promise<Page> => (await ben.get(`/v1/jobs${query}`)).body as Page;

it('has all of the caller’s jobs and memberships, newest first, over its pages, each once', async () => {
  const made: string[] = [];
  for (let n = 0; n < 13; n += 1) {
    const { url } = newPost();
    if (n % 2 === 1) {
      await ada.submit({ url });
    }
    made.unshift((await ben.submit({ url, metadata: { n: String(n) } })).job.id);
    // Some at the same moment: ids then decide where a page may end.
    cloud.clock.advance(n % 3 === 0 ? 0 : 1_000);
  }
  const seen: Job[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < 10; pages += 1) {
    const page: Page = await pageOf(`?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect(page.jobs.length).toBeLessThanOrEqual(3);
    seen.push(...page.jobs);
    cursor = page.next;
  }
  expect(cursor).toBeNull();
  expect(seen.map(({ id }) => id).toSorted()).toEqual(made.toSorted());
  const times = seen.map(({ created_at }) => created_at);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(seen.map(({ served_from }) => served_from)).toEqual(expect.arrayContaining(['new', 'joined']));
});

it('is filtered by what the caller sees: one that it has left is canceled, though the job goes on', async () => {
  const [owned, joined] = [newPost().url, newPost().url];
  const { job: mine } = await ben.submit({ url: owned });
  const { job: hers } = await ada.submit({ url: joined });
  const { job: left } = await ben.submit({ url: joined });
  await ben.post(`/v1/jobs/${left.id}/cancel`);
  await (await claim(cloud.worker, mine.id)).complete(finding());
  await (await claim(cloud.worker, hers.id)).complete(finding());
  const idsOf = async (status: string) => (await pageOf(`?limit=100&status=${status}`)).jobs.map(({ id }) => id);
  expect(await idsOf('succeeded')).toEqual([mine.id]);
  expect(await idsOf('canceled')).toEqual([left.id]);
  expect(await idsOf('running')).toEqual([]);
});

it('costs two queries, and one read for each membership', async () => {
  const { url } = newPost();
  await ada.submit({ url });
  await ben.submit({ url });
  cloud.firestore.controls.resetOperations();
  await pageOf('?limit=1');
  expect(cloud.firestore.controls.operations()).toMatchObject({ queries: 2, documentWrites: 0 });
  expect(cloud.firestore.controls.operations().documentReads).toBeLessThanOrEqual(3);
});

it.each(['?limit=0', '?limit=101', '?cursor=x', '?status=lost', '?caller=ada'])('refuses %s', async (query) => {
  expect(problemOf(await ben.get(`/v1/jobs${query}`)).code).toBe('invalid_request');
});

it('is nobody’s who has no name of its own', async () => {
  const open = await cloud.startApi();
  const answer = await open.get('/v1/jobs');
  expect([answer.status, problemOf(answer).code]).toEqual([403, 'forbidden']);
});
