import { join } from 'node:path';
import {
  fixtureId,
  fixtureNamed,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobsFacades } from '../src/index.ts';
import type { JobNews } from '../src/lifecycle/job-news.ts';
import { type Harness, startHarness, submission } from './support/jobs-harness.ts';

const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26-webhooks'));
const idOf = (name: string): string => fixtureId(fixtureNamed(recorded, name));

/** Deploys roll out and back: each release reads what earlier ones stored, and ignores what a later one has added. */
describe.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as they were recorded', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])('jobs that owe news, feedback, and posts that were taken down, %s', (_what, form) => {
  let harness: Harness;
  let store: JobsFacades;
  const told: JobNews[] = [];
  beforeAll(async () => {
    told.length = 0;
    harness = await startHarness();
    await restore(harness.firestore, recorded.map(form));
    harness.clock.advance(60_000);
    store = harness.store({ announce: async (news) => void told.push(...news) });
  });
  afterAll(() => harness.close());

  it('tell the end that a worker died before telling, to its owner and to whoever joined', async () => {
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ told: 1 });
    expect(told.map(({ jobId, endpoint, type }) => [jobId, endpoint, type]).toSorted()).toEqual(
      [
        [idOf('job-owing-its-end'), 'we_of_caller_1', 'job.succeeded'],
        [idOf('member-with-webhook'), 'we_of_caller_2', 'job.succeeded'],
      ].toSorted(),
    );
    expect((await store.jobs.get(idOf('job-owing-its-end')))?.job.owes).toBeNull();
  });

  it('serve what was known, the failure too', async () => {
    expect(await store.jobs.lookup(idOf('result-with-pause'))).toMatchObject({ value: { kind: 'ready' } });
    expect(await store.jobs.lookup(idOf('result-negative-with-pause'))).toMatchObject({
      value: { kind: 'negative', error: { code: 'content_not_found', retry_after_s: 30 } },
    });
  });

  it('keep to what operators and callers said', async () => {
    await expect(store.jobs.submit(submission('7300000000000000052'))).rejects.toMatchObject({
      code: 'content_removed',
    });
    expect(await store.feedback.list(10)).toMatchObject([
      { content_id: '7300000000000000051', note: 'The second exercise is a lunge.', shown: { code: null } },
    ]);
  });
});
