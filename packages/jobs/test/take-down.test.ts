import { ProblemError } from '@sets/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resultKey } from '../src/index.ts';
import { keyPartsOf } from '../src/submit/new-job.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const post = (contentId: string) => ({ platform: 'tiktok', contentId });

const takeDown = (contentId: string) => harness.store().ops.takeDown(post(contentId), 'ada');

async function finished(contentId: string, language: string): Promise<string> {
  const store = harness.store();
  const id = await submitted(store, contentId, { language, metadata: { note: 'of a caller' } });
  await (await claimed(store, id)).complete(outcome());
  return id;
}

const stored = async (collection: string, contentId: string): Promise<number> =>
  (await harness.firestore.collection(collection).where('content_id', '==', contentId).get()).size;

it('removes results of every language, jobs with what callers had in them, and nothing of other posts', async () => {
  const ids = [await finished('gone', 'es'), await finished('gone', 'de')];
  const other = await finished('stays', 'es');
  expect(await takeDown('gone')).toEqual({ results: 2, jobs: 2 });
  const { jobs, ops } = harness.store();
  expect(await Promise.all(ids.map((id) => jobs.get(id)))).toEqual([null, null]);
  expect(await jobs.get(other)).not.toBeNull();
  expect([await stored('results', 'gone'), await stored('jobs', 'gone'), await stored('results', 'stays')]).toEqual([
    0, 0, 1,
  ]);
  const [entry] = await ops.audit(1);
  expect(entry).toMatchObject({
    actor: 'ada',
    action: 'take_down',
    target: 'tiktok:gone',
    outcome: { ok: true, jobs: 2 },
  });
});

it('takes no submit of it, in any language, until the post is allowed again', async () => {
  await takeDown('blocked');
  const { jobs, ops } = harness.store();
  for (const language of ['es', 'de']) {
    const refused = jobs.submit(submission('blocked', { language }));
    await expect(refused).rejects.toMatchObject({ code: 'content_removed' });
  }
  await ops.allowAgain(post('blocked'), 'ada');
  harness.clock.advance(10_000);
  expect((await jobs.submit(submission('blocked'))).kind).toBe('new');
});

it('ends a job that is under way, whose worker can then store nothing', async () => {
  const store = harness.store();
  const lease = await claimed(store, await submitted(store, 'under-way'));
  expect(await takeDown('under-way')).toEqual({ results: 0, jobs: 1 });
  expect(await lease.complete(outcome())).toMatchObject({ kind: 'lost' });
  expect(await stored('results', 'under-way')).toBe(0);
});

it('is served by no other instance ten seconds later, although its memory held it', async () => {
  await finished('in-memory', 'es');
  const { jobs } = harness.store();
  const wanted = submission('in-memory');
  expect(await jobs.submit(wanted)).toMatchObject({ kind: 'hit', tier: 'firestore' });
  expect(await jobs.submit(wanted)).toMatchObject({ kind: 'hit', tier: 'memory' });
  await takeDown('in-memory');
  harness.clock.advance(10_000);
  await expect(jobs.submit(wanted)).rejects.toThrow(ProblemError);
  expect(await jobs.lookup(resultKey(keyPartsOf(wanted)))).toBeNull();
});

it('holds in an instance that took submits of it before, ten seconds later', async () => {
  const { jobs } = harness.store();
  await jobs.submit(submission('elsewhere'));
  await takeDown('taken-elsewhere');
  harness.clock.advance(9_999);
  // Its look begins beside this one.
  await jobs.submit(submission('elsewhere-2'));
  harness.clock.advance(1);
  await expect(jobs.submit(submission('taken-elsewhere'))).rejects.toMatchObject({ code: 'content_removed' });
});

it('removes with the next cleaning call what a submit made that had looked before', async () => {
  const before = harness.store();
  await before.jobs.submit(submission('some-other'));
  await takeDown('racing');
  expect((await before.jobs.submit(submission('racing'))).kind).toBe('new');
  expect(await harness.store().ops.cleanUp(10)).toMatchObject({ jobs: 1 });
  expect(await stored('jobs', 'racing')).toBe(0);
});
