import { join } from 'node:path';
import { KEPT_ATTEMPTS, ProblemError } from '@sets/contract';
import {
  createLossyAnswers,
  fixtureNamed,
  plainFields,
  readStoredFixtures,
  restore,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** Longer than a lease lives unrenewed. */
const LEASE_LOST_MS = 16_000;

async function attemptsOf(id: string) {
  return (await harness.store().jobs.get(id))?.job.attempts ?? [];
}
const spent = (usd: number) => ({ usd, scraper_credits: 0, staged_bytes: 0 });

it('are kept as they ended, whoever ended them, with what each met and cost', async () => {
  const store = harness.store();
  const id = await submitted(store, 'attempts');
  const begins = harness.clock.now();

  const paid = await claimed(store, id, { owner: 'first' });
  paid.note({ spent: spent(0.01), timings_ms: { metadata: 240 } });
  harness.clock.advance(2_000);
  await paid.retry(new ProblemError('scraper_bad_response'));

  const waits = await claimed(store, id, { owner: 'second' });
  waits.note({ spent: spent(0.01), timings_ms: { metadata: 250, model: 900 } });
  await waits.retry(new ProblemError('model_unavailable'), undefined, 'outage');

  const handed = await claimed(store, id, { owner: 'third' });
  await handed.handBack();

  // Renews no more, like a worker that was killed.
  (await claimed(store, id, { owner: 'killed' })).release();
  harness.clock.advance(LEASE_LOST_MS);
  await store.jobs.sweep({ limit: 800 });

  const taken = await claimed(store, id, { owner: 'killed too' });
  taken.release();
  harness.clock.advance(LEASE_LOST_MS);
  const last = await claimed(store, id, { owner: 'last' });
  last.note({ spent: spent(0.03) });
  await last.complete(outcome());

  const attempts = await attemptsOf(id);
  expect(attempts.map(({ epoch, owner, end, code, usd }) => [epoch, owner, end, code, usd])).toEqual([
    [1, 'first', 'retried', 'scraper_bad_response', 0.01],
    [2, 'second', 'waits', 'model_unavailable', 0.01],
    [3, 'third', 'handed_back', null, 0.01],
    [4, 'killed', 'lost', null, 0.01],
    [5, 'killed too', 'lost', null, 0.01],
    [6, 'last', 'succeeded', null, 0.03],
  ]);
  // Of an attempt that measured nothing, none, though the job still has those of the one before.
  expect(attempts.map(({ timings_ms }) => timings_ms)).toEqual([
    { metadata: 240 },
    { metadata: 250, model: 900 },
    {},
    {},
    {},
    {},
  ]);
  expect(attempts[0]).toMatchObject({ region: 'us-central1', claimed_at: begins, ended_at: begins + 2_000 });
  // A lost one ended when it was heard of last, not when somebody noticed.
  expect(attempts[3]?.ended_at).toBe(attempts[3]?.claimed_at);
});

it('end with their job when somebody cancels it, and when its last member leaves', async () => {
  const store = harness.store();
  const canceled = await submitted(store, 'attempt-canceled');
  await claimed(store, canceled);
  await store.views.cancel(canceled, 'caller-1');
  expect(await attemptsOf(canceled)).toMatchObject([{ epoch: 1, end: 'canceled', code: 'job_canceled' }]);

  const left = await submitted(store, 'attempt-left');
  await claimed(store, left);
  const joined = await store.jobs.submit(submission('attempt-left', { caller: 'other', metadata: { a: 'b' } }));
  if (joined.kind !== 'joined') {
    throw new Error('not joined');
  }
  await store.views.delete(left, 'caller-1');
  expect(await attemptsOf(left)).toEqual([]);
  await store.views.cancel(joined.view.id, 'other');
  expect(await attemptsOf(left)).toMatchObject([{ epoch: 1, end: 'canceled' }]);
});

it('are none of a job that nobody had, and one however often its end is committed', async () => {
  const unclaimed = await submitted(harness.store(), 'attempt-none');
  await harness.store().views.cancel(unclaimed, 'caller-1');
  expect(await attemptsOf(unclaimed)).toEqual([]);

  const lossy = createLossyAnswers();
  const store = harness.store({ timeoutMs: 60_000, span: lossy.span });
  const id = await submitted(store, 'attempt-lost-answer');
  const lease = await claimed(store, id);
  lossy.lose('hand_back');
  await lease.handBack();
  expect(await attemptsOf(id)).toMatchObject([{ epoch: 1, end: 'handed_back' }]);
});

it(`are the latest ${KEPT_ATTEMPTS} at most`, async () => {
  const store = harness.store();
  const id = await submitted(store, 'attempt-bound');
  const claims = KEPT_ATTEMPTS + 3;
  for (let claim = 0; claim < claims; claim += 1) {
    await (await claimed(store, id)).handBack();
  }
  const epochs = (await attemptsOf(id)).map(({ epoch }) => epoch);
  expect(epochs).toEqual(Array.from({ length: KEPT_ATTEMPTS }, (_, index) => claims - KEPT_ATTEMPTS + 1 + index));
});

it('are read as they were recorded', async () => {
  const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26-attempts'));
  const retried = fixtureNamed(recorded, 'job-retried');
  await restore(harness.firestore, [withLaterFields(retried)]);
  const found = await harness.store().jobs.get('Q0bJm1h4T7yX2sVwZ9kLpA');
  const { attempts, request_id, doubts } = plainFields(retried);
  expect(found?.job).toMatchObject({ attempts, request_id, doubts });
});

it('of a later release are read, whatever its words are', async () => {
  const store = harness.store();
  const id = await submitted(store, 'attempt-later');
  await (await claimed(store, id)).handBack();
  const { firestore } = harness;
  const [stored] = (await firestore.doc(`jobs/${id}`).get()).get('attempts') as [object];
  await firestore.doc(`jobs/${id}`).update({ attempts: [{ ...stored, end: 'evaporated', weight: 7 }] });
  expect(await attemptsOf(id)).toMatchObject([{ epoch: 1, end: 'unknown' }]);
});
