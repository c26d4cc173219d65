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
