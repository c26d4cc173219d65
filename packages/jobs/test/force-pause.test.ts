import { ProblemError } from '@sets/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobLease, resultKey } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const keyOf = (contentId: string): string =>
  resultKey({ profile: 'workout', version: '1', platform: 'tiktok', content_id: contentId, language: 'es' });

/** A post whose result is known, and whose pause is over. */
async function solved(contentId: string): Promise<void> {
  const store = harness.store();
  await (await claimed(store, await submitted(store, contentId))).complete(outcome('old'));
  harness.clock.advance(60_000);
}

/** Submits as an operator who forces what must become a new job, and gives its id. */
const forced = (contentId: string): Promise<string> =>
  submitted(harness.store(), contentId, { forceRefresh: true, operate: true });

describe('after work on a post', () => {
  const forceOf = (contentId: string) => submission(contentId, { forceRefresh: true, operate: true });
  const known = { kind: 'hit', servedFrom: 'cache' };

  it.each<[string, object, (lease: JobLease) => Promise<unknown>]>([
    ['has succeeded', known, (lease) => lease.complete(outcome('new'))],
    ['has failed for good', known, (lease) => lease.fail(new ProblemError('content_not_found'))],
    ['has failed as nobody remembers', known, (lease) => lease.fail(new ProblemError('scraper_out_of_credits'))],
    ['was canceled', known, (lease) => harness.store().views.cancel(lease.job.id, 'caller-1')],
  ])('that %s nobody forces more of it for a minute, operators neither', async (what, expected, end) => {
    const post = `pause ${what}`;
    await solved(post);
    const lease = await claimed(harness.store(), await forced(post));
    expect(await harness.store().jobs.submit(forceOf(post))).toMatchObject({ kind: 'joined' });
    await end(lease);
    lease.release();
    expect(await harness.store().jobs.submit(forceOf(post))).toMatchObject(expected);
    harness.clock.advance(59_000);
    expect(await harness.store().jobs.submit(forceOf(post))).toMatchObject(expected);
    harness.clock.advance(1_000);
    expect(await harness.store().jobs.submit(forceOf(post))).toMatchObject({ kind: 'new' });
  });

  it('there is the old value, and never an error, also where the flight has lost its job', async () => {
    await solved('pause orphan');
    await harness.firestore.doc(`jobs/${await forced('pause orphan')}`).delete();
    expect(await harness.store().jobs.submit(forceOf('pause orphan'))).toMatchObject(known);
    harness.clock.advance(168 * 3_600_000 - 70_000);
    await harness.firestore
      .doc(`results/${keyOf('pause orphan')}`)
      .update({ force_after: new Date(harness.clock.now() + 60_000) });
    harness.clock.advance(10_000);
    const stale = { kind: 'hit', servedFrom: 'stale' };
    expect(await harness.store().jobs.submit(forceOf('pause orphan'))).toMatchObject(stale);
  });

  it('a remembered failure stays remembered when an operator asks again in vain', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'pause no'))).fail(new ProblemError('not_a_workout'));
    harness.clock.advance(60_000);
    await store.views.cancel(await forced('pause no'), 'caller-1');
    const failed = { ...known, value: { kind: 'negative', error: { code: 'not_a_workout' } } };
    expect(await harness.store().jobs.submit(forceOf('pause no'))).toMatchObject(failed);
  });
});
