import { join } from 'node:path';
import { type ContentRef, ProblemError } from '@sets/contract';
import {
  fixtureNamed,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobLease, JobsFacades } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission } from './support/jobs-harness.ts';

let harness: Harness;
let store: JobsFacades;
beforeAll(async () => {
  harness = await startHarness();
  store = harness.store();
});
afterAll(() => harness.close());

let files = 0;
/** Bytes that no other test has, and links to them. */
function newFile() {
  files += 1;
  const sha256 = String(files).padStart(64, '0');
  const name = `file-${files}`;
  const ref = (link: number): ContentRef => ({
    ...{ platform: 'direct', kind: 'video', content_id: `${name}-${link}` },
    canonical_url: `https://example.com/${name}.mp4?v=${link}`,
  });
  /** A job at work on one link to the file. */
  async function work(link: number, more: object = {}): Promise<JobLease> {
    const url = `https://example.com/${name}.mp4?v=${link}&token=${link}`;
    const wish = submission('', { ref: ref(link), submittedUrl: url, caller: `caller-${link}`, ...more });
    const submitted = await store.jobs.submit(wish);
    if (!('snapshot' in submitted)) {
      throw new Error('expected a job');
    }
    return await claimed(store, submitted.snapshot.job.id, { owner: `worker-${link}` });
  }
  return { sha256, work, claim: (lease: JobLease) => store.files.claim({ job: lease.job, sha256 }) };
}

describe('one file under many links', () => {
  it('is read by the first job, and known to every later one', async () => {
    const { work, claim } = newFile();
    const first = await work(1);
    expect(await claim(first)).toEqual({ kind: 'ours' });
    const second = await work(2);
    expect(await claim(second)).toEqual({ kind: 'underway' });
    await first.complete(outcome('Squats'));
    expect(await claim(second)).toMatchObject({ kind: 'known', value: { kind: 'ready', result: { title: 'Squats' } } });
  });

  it('may not be read after all, which later ones learn too', async () => {
    const { work, claim } = newFile();
    const first = await work(1);
    await claim(first);
    await first.fail(new ProblemError('not_a_workout'));
    expect(await claim(await work(2))).toMatchObject({ kind: 'known', value: { error: { code: 'not_a_workout' } } });
  });

  it('is taken over at once from a job that ended without an answer', async () => {
    const { work, claim } = newFile();
    const first = await work(1);
    await claim(first);
    await first.fail(new ProblemError('internal', { retryable: false }));
    const second = await work(2);
    expect(await claim(second)).toEqual({ kind: 'ours' });
    expect(await claim(await work(3))).toEqual({ kind: 'underway' });
  });

  it('is taken over by one of those who wait when the first does not end within a minute', async () => {
    const { work, claim } = newFile();
    await claim(await work(1));
    const waiting = await Promise.all([2, 3, 4].map((link) => work(link)));
    harness.clock.advance(60_000);
    const claims = await Promise.all(waiting.map(claim));
    expect(claims.map(({ kind }) => kind).toSorted()).toEqual(['ours', 'underway', 'underway']);
  });

  it('is still its own job’s when that tries again', async () => {
    const { work, claim } = newFile();
    const first = await work(1);
    await claim(first);
    await first.retry(new ProblemError('model_unavailable'), 0);
    const again = await claimed(store, first.job.id, { owner: 'worker-1b' });
    expect(await claim(again)).toEqual({ kind: 'ours' });
  });

  it.each([
    ['language', { language: 'de' }],
    ['profile', { profile: { name: 'recipe', version: '1' } }],
    ['version of the profile', { profile: { name: 'workout', version: '2' } }],
  ])('is another matter in another %s', async (_what, more) => {
    const { work, claim } = newFile();
    const first = await work(1);
    await claim(first);
    await first.complete(outcome());
    expect(await claim(await work(2, more))).toEqual({ kind: 'ours' });
  });

  it('is read anew once what was read has grown old', async () => {
    const { work, claim } = newFile();
    const first = await work(1);
    await claim(first);
    await first.complete(outcome());
    harness.clock.advance(8 * 24 * 3_600_000);
    expect(await claim(await work(2))).toEqual({ kind: 'ours' });
  });

  it('is read anew where that is what was asked for', async () => {
    const { work, claim } = newFile();
    for (const link of [1, 2]) {
      const lease = await work(link);
      await claim(lease);
      await lease.complete(outcome());
    }
    harness.clock.advance(11 * 60_000);
    const forced = await work(2, { forceRefresh: true });
    expect(await claim(forced)).toEqual({ kind: 'ours' });
  });

  it('says nothing of the links, nor of who has them', async () => {
    const { work, claim } = newFile();
    await claim(await work(1));
    const stored = (await harness.firestore.collection('files').get()).docs.map((document) => document.data());
    expect(stored.length).toBeGreaterThan(0);
    for (const fields of stored) {
      expect(Object.keys(fields).toSorted()).toEqual(['expires_at', 'job_id', 'key', 'until']);
    }
  });
});

describe('bytes that are taken down under one of their links', () => {
  const postOf = ({ job }: JobLease) => ({ platform: job.platform, contentId: job.content_id });
  const removed = { code: 'content_removed' };
  const known = async ({ job }: JobLease) => (await harness.store().jobs.lookup(job.key))?.value.result ?? null;

  it('go with what was made of them under the others, in every language, and no other file does', async () => {
    const [gone, stays] = [newFile(), newFile()];
    const leases = [await gone.work(1), await gone.work(2), await gone.work(3, { language: 'de' })];
    const other = await stays.work(1);
    for (const lease of [...leases, other]) {
      await (lease === other ? stays : gone).claim(lease);
      await lease.complete(outcome());
    }
    const atWork = await gone.work(4, { language: 'fr' });
    await gone.claim(atWork);
    expect(await store.ops.takeDown(postOf(leases[1] ?? other), 'ada')).toEqual({ results: 3, jobs: 4 });
    expect(await Promise.all(leases.map(known))).toEqual([null, null, null]);
    expect(await known(other)).not.toBeNull();
    expect(await atWork.complete(outcome())).toMatchObject({ kind: 'lost' });
    expect((await harness.firestore.collection('file_uses').where('sha256', '==', gone.sha256).get()).size).toBe(0);
  });

  it('are read under no link any more, by any instance, until the post is allowed again', async () => {
    const { work, claim, sha256 } = newFile();
    const first = await work(1);
    await claim(first);
    await first.complete(outcome());
    const second = await work(2);
    await harness.store().ops.takeDown(postOf(first), 'ada');
    harness.clock.advance(10_000);
    const elsewhere = harness.store();
    for (const { files } of [store, elsewhere]) {
      await expect(files.claim({ job: second.job, sha256 })).rejects.toMatchObject(removed);
    }
    await second.fail(new ProblemError('content_removed'));
    expect((await store.jobs.get(second.job.id))?.job).toMatchObject({ status: 'failed', dead: false });

    await store.ops.allowAgain(postOf(first), 'ada');
    harness.clock.advance(60_000);
    expect(await claim(await work(2))).toEqual({ kind: 'ours' });
  });

  it('take with them, at the next cleaning call, what an instance made that had not heard of it', async () => {
    const { work, claim, sha256 } = newFile();
    const first = await work(1);
    await claim(first);
    await first.complete(outcome());
    const late = await work(2);
    const before = harness.store();
    await expect(before.files.claim({ job: late.job, sha256 })).resolves.toMatchObject({ kind: 'known' });
    await store.ops.takeDown(postOf(first), 'ada');
    const again = await work(3);
    expect((await before.files.claim({ job: again.job, sha256 })).kind).toBe('ours');
    await again.complete(outcome());
    expect(await harness.store().ops.cleanUp(10)).toMatchObject({ jobs: 1 });
    expect(await known(again)).toBeNull();
  });
});

it.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as it is', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])('what this release stores of bytes that are known and taken down, %s, is minded', async (_what, form) => {
  const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26-bytes')).map(form);
  await restore(harness.firestore, recorded);
  const reading = harness.store();
  const sha256 = String(fixtureNamed(recorded, 'file-use').fields.sha256);
  const { work } = newFile();
  const { job } = await work(1);
  // Blocked before any of the instance's looks began.
  await expect(reading.files.claim({ job, sha256 })).rejects.toMatchObject({ code: 'content_removed' });
  const uses = () => harness.firestore.collection('file_uses').where('sha256', '==', sha256).get();
  expect((await uses()).size).toBe(1);
  await reading.ops.takeDown({ platform: 'direct', contentId: '7300000000000000001' }, 'ada');
  expect((await uses()).size).toBe(0);
});

it.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as it is', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])('what this release stores of a file, %s, leads to the result that was read from it', async (_what, form) => {
  const { work, claim } = newFile();
  const lease = await work(1);
  await claim(lease);
  const stored = await harness.firestore.collection('files').where('job_id', '==', lease.job.id).get();
  const recorded = (date: string) => readStoredFixtures(join(import.meta.dirname, 'fixtures/stored', date));
  const file = form(fixtureNamed(recorded('2026-11-26-file'), 'file'));
  const ready = fixtureNamed(recorded('2026-11-23'), 'result-ready');
  const fresh = { ...ready.fields, value: { ...(ready.fields.value as object), fresh_until: ready.fields.expires_at } };
  await restore(harness.firestore, [
    { ...ready, fields: fresh },
    { ...file, path: `files/${stored.docs[0]?.id}` },
  ]);
  expect(await claim(lease)).toMatchObject({ kind: 'known', value: { kind: 'ready' } });
});
