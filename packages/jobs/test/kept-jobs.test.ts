import { ProblemError } from '@sets/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  claimed,
  type Harness,
  jobIdOf,
  outcome,
  startHarness,
  submission,
  submitted,
} from './support/jobs-harness.ts';

const DAY_MS = 24 * 3_600_000;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** How long a job is kept that took an hour to give a result, where jobs are kept for `keepDays`. */
async function keptDays(keepDays: number): Promise<number> {
  const store = harness.store({ policy: { keepJobsMs: keepDays * DAY_MS, freshMs: 7 * DAY_MS, staleMs: 7 * DAY_MS } });
  const id = await submitted(store, `kept-${keepDays}`);
  harness.clock.advance(3_600_000);
  await (await claimed(store, id)).complete(outcome());
  const job = (await store.jobs.get(id))?.job;
  return ((job?.expires_at ?? 0) - (job?.created_at ?? 0)) / DAY_MS;
}

/** A job that ended well, one that failed, and one that was joined, all kept for a day. */
async function oneOfEach() {
  const store = harness.store({ policy: { keepJobsMs: DAY_MS } });
  const idempotency = { id: 'f'.repeat(64), request: 'r', caller: 'kept' };
  const given = { caller: 'kept', metadata: { a: 'b' } };
  const well = await submitted(store, 'of-each-1', { ...given, idempotency });
  const failed = await submitted(store, 'of-each-2', { ...given });
  await submitted(store, 'of-each-3', { caller: 'other' });
  const joined = await store.jobs.submit(submission('of-each-3', { ...given }));
  await (await claimed(store, well)).complete(outcome());
  await (await claimed(store, jobIdOf(joined) ?? '')).complete(outcome());
  await (await claimed(store, failed)).fail(new ProblemError('internal', { retryable: false }));
  return { store, ids: [well, failed], member: 'view' in joined ? joined.view.id : '' };
}

it('a job with a result is kept for as long as jobs are, or until a day after its result', async () => {
  expect(await keptDays(1)).toBe(1);
  expect(await keptDays(14)).toBe(14);
  expect(await keptDays(30)).toBeCloseTo(15 + 1 / 24);
});

it('no setting keeps what a caller gave longer than it says, ended, failed or joined', async () => {
  const { store, member, ids } = await oneOfEach();
  harness.clock.advance(DAY_MS - 1);
  const views = () => Promise.all([...ids, member].map((id) => store.views.read(id, 'kept')));
  expect(await views()).not.toContain(null);
  harness.clock.advance(1);
  // Before anybody has deleted it.
  expect(await views()).toEqual([null, null, null]);
  expect((await store.views.list({ caller: 'kept', limit: 10 })).views).toEqual([]);
  harness.clock.advance(60_000);
  await store.ops.cleanUp(200);
  for (const collection of ['jobs', 'members', 'idempotency']) {
    expect((await harness.firestore.collection(collection).where('caller', '==', 'kept').get()).size).toBe(0);
  }
});

it('its result outlives it', async () => {
  const store = harness.store({ policy: { keepJobsMs: DAY_MS } });
  const id = await submitted(store, 'outlived');
  await (await claimed(store, id)).complete(outcome());
  harness.clock.advance(3 * DAY_MS);
  await store.ops.cleanUp(200);
  expect(await store.jobs.get(id)).toBeNull();
  expect(await harness.store().jobs.submit(submission('outlived'))).toMatchObject({ kind: 'hit' });
});
