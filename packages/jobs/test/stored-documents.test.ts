import { join } from 'node:path';
import {
  fixtureId,
  fixtureNamed,
  LATER_FIELD,
  plainFields,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobsFacades } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission } from './support/jobs-harness.ts';

const fixturesOf = (date: string): StoredFixture[] =>
  readStoredFixtures(join(import.meta.dirname, 'fixtures/stored', date));
const recorded = fixturesOf('2026-11-23');
const named = (start: string): StoredFixture[] => recorded.filter(({ name }) => name.startsWith(start));
const only = (name: string): StoredFixture => fixtureNamed(recorded, name);

/** Deploys roll out and back: each release reads what earlier ones stored, and ignores what a later one has added. */
/** What a job of an earlier release is taken to have had of fields that came later. */
const ADDED_SINCE = {
  ...{ deaths: 0, waits: 0, doubts: [], charge: null, asked_deadline_at: null },
  ...{ webhook: null, webhook_members: false, owes: null, attempts: [], request_id: null },
  spent: { usd: 0, scraper_credits: 0, staged_bytes: 0 },
};

describe.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['documents of before the split', (fixture) => fixture],
  ['documents with fields of a later release', withLaterFields],
])('%s', (_what, form) => {
  let harness: Harness;
  let store: JobsFacades;
  beforeAll(async () => {
    harness = await startHarness();
    await restore(harness.firestore, recorded.map(form));
    harness.clock.advance(60_000);
    store = harness.store();
  });
  afterAll(() => harness.close());

  it.each(named('job-').map((one) => [one.name, one] as const))('%s is read whole', async (_name, fixture) => {
    const found = await store.jobs.get(fixtureId(fixture));
    expect(found?.job).toEqual({ id: fixtureId(fixture), ...ADDED_SINCE, ...plainFields(fixture) });
  });

  it.each(
    named('result-')
      .filter(({ fields }) => fields.value !== undefined)
      .map((one) => [one.name, one] as const),
  )('%s is served whole', async (_name, fixture) => {
    const found = await store.jobs.lookup(fixtureId(fixture));
    expect(found).toMatchObject({ servedFrom: 'cache', tier: 'firestore' });
    // Earlier releases stored there how the first caller wrote the link; that is nobody else's.
    const { source, ...value } = plainFields(fixture).value as { source: { canonical_url: string } };
    expect(found?.value).toEqual({ ...value, source: { ...source, submitted_url: source.canonical_url } });
  });

  it('a link leads where it led', async () => {
    const { fields } = only('link');
    expect(await store.links.recall(String(fields.url))).toMatchObject({ content_id: fields.content_id });
  });

  it('every job is found by what it is', async () => {
    const { jobs } = await store.ops.search({ filter: { platform: 'tiktok' }, limit: 50 });
    expect(jobs.map(({ job }) => job.id).toSorted()).toEqual(named('job-').map(fixtureId).toSorted());
    expect(await store.ops.count({ dead: true })).toBe(2);
  });

  it('a flight is joined, and its job is not canceled for its members', async () => {
    const id = fixtureId(only('job-queued'));
    const joined = await store.jobs.submit(submission('7300000000000000001', { caller: 'late', metadata: { a: 'b' } }));
    expect(joined).toMatchObject({ kind: 'joined', snapshot: { job: { id } } });
    expect((await harness.firestore.collection('members').where('job_id', '==', id).get()).size).toBe(1);
    await expect(store.views.cancel(id, 'caller-1')).rejects.toMatchObject({
      code: 'job_shared',
    });
  });

  it('a job whose owner is gone is swept, claimed and finished, and what is not ours stays', async () => {
    const id = fixtureId(only('job-running'));
    await store.jobs.sweep({ limit: 800 });
    const lease = await claimed(store, id);
    expect(lease.job).toMatchObject({ epoch: 2, attempt: 1, deaths: 1 });
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
    const stored = (await harness.firestore.doc(`jobs/${id}`).get()).data();
    expect(stored?.status).toBe('succeeded');
    const isLater = form(only('job-running')).fields[LATER_FIELD] !== undefined;
    expect(stored?.[LATER_FIELD]).toEqual(isLater ? { nested: [1] } : undefined);
  });

  it('a result from before pauses is refreshed when an operator says so, and then has its pause', async () => {
    const fixture = only('result-ready');
    const force = submission(String(fixture.fields.content_id), { forceRefresh: true, operate: true });
    expect(await store.jobs.submit(force)).toMatchObject({ kind: 'new', snapshot: { job: { refreshes: true } } });
    expect((await harness.firestore.doc(fixture.path).get()).get('force_after')).toBeDefined();
  });

  it('a dead job is replayed', async () => {
    const replaying = { actor: 'ada', profileVersion: () => '1', chooseRegion: (region: string) => region };
    expect(await store.ops.replay(fixtureId(only('job-dead')), replaying)).toMatchObject({ outcome: 'new' });
  });
});

it.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as it is', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])('an invalidation, %s, takes away what was read before it', async (_what, form) => {
  const harness = await startHarness();
  const ready = only('result-ready');
  await restore(harness.firestore, [ready]);
  const store = harness.store();
  await store.jobs.lookup(fixtureId(ready));
  await harness.firestore.doc(ready.path).delete();
  const invalidation = form(fixtureNamed(fixturesOf('2026-11-26'), 'invalidation'));
  await restore(harness.firestore, [{ ...invalidation, path: `invalidations/${fixtureId(ready)}` }]);
  expect(await store.jobs.lookup(fixtureId(ready))).toBeNull();
  await harness.close();
});

it('a word of a later release is no reason to lose a document', async () => {
  const harness = await startHarness();
  const running = only('job-running');
  const failed = only('job-failed');
  const paused = only('result-refresh-failed');
  const withWords = (fixture: StoredFixture, words: object): StoredFixture => ({
    ...fixture,
    fields: { ...fixture.fields, ...words },
  });
  await restore(harness.firestore, [
    withWords(running, { stage: 'ranking' }),
    withWords(failed, { error: { code: 'of_a_later_catalogue', message: 'It is so.', retryable: false } }),
    withWords(paused, { refresh_failed: { code: 'of_a_later_catalogue', until: paused.fields.expires_at } }),
  ]);
  const { jobs } = harness.store();
  expect((await jobs.get(fixtureId(running)))?.job).toMatchObject({ status: 'running', stage: null });
  expect((await jobs.get(fixtureId(failed)))?.job.error).toMatchObject({ code: 'internal', message: 'It is so.' });
  expect(await jobs.lookup(fixtureId(paused))).toMatchObject({ value: { kind: 'ready' } });
  await harness.close();
});
