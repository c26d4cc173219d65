import { join } from 'node:path';
import { systemClock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import {
  createLossyAnswers,
  fixtureNamed,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Charge, JobsFacades } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

const DAY = '2026-11-23';
let harness: Harness;
let store: JobsFacades;
beforeAll(async () => {
  harness = await startHarness();
  store = harness.store();
});
afterAll(() => harness.close());

let payers = 0;
/** A payer of its own for each test, and how often it was asked to pay. */
function newPayer(usd = 0.02) {
  payers += 1;
  const payer = `payer-${payers}`;
  let asked = 0;
  return {
    payer,
    asked: () => asked,
    sum: () => store.charges.sum({ day: DAY, payer }),
    live: () => store.charges.live({ payer }),
    wish: {
      async charge(): Promise<Charge> {
        asked += 1;
        return { payer, day: DAY, usd, settled: false };
      },
    },
  };
}
let posts = 0;
function newPost(): string {
  posts += 1;
  return String(7_400_000_000_000_000_000n + BigInt(posts));
}
const DAY_MS = 24 * 3_600_000;
const spent = (usd: number) => ({ usd, scraper_credits: 1, staged_bytes: 0 });

describe('a charge', () => {
  it('is asked for by a new job alone: hits and joins are free', async () => {
    const one = newPayer();
    const post = newPost();
    const id = await submitted(store, post, one.wish);
    expect([one.asked(), await one.sum(), await one.live()]).toEqual([1, { jobs: 1, usd: 0.02 }, 1]);
    const other = newPayer();
    expect((await store.jobs.submit(submission(post, { caller: 'other', ...other.wish }))).kind).toBe('joined');
    await (await claimed(store, id)).complete(outcome());
    expect((await store.jobs.submit(submission(post, other.wish))).kind).toBe('hit');
    expect((await harness.store().jobs.submit(submission(post, other.wish))).kind).toBe('hit');
    expect([other.asked(), await other.sum()]).toEqual([0, { jobs: 0, usd: 0 }]);
  });

  it('is the reserve while the job lives, more if it has cost more, and its true cost at the end', async () => {
    const one = newPayer();
    const lease = await claimed(store, await submitted(store, newPost(), one.wish));
    lease.note({ spent: spent(0.004) });
    await lease.progress({ stage: 'extracting' });
    expect(await one.sum()).toEqual({ jobs: 1, usd: 0.02 });
    lease.note({ spent: spent(0.05) });
    await lease.progress({ progress: 0.5 });
    expect([await one.sum(), await one.live()]).toEqual([{ jobs: 1, usd: 0.05 }, 1]);
    lease.note({ spent: spent(0.06) });
    await lease.complete(outcome());
    expect([await one.sum(), await one.live()]).toEqual([{ jobs: 1, usd: 0.06 }, 0]);
  });

  it.each<[string, (id: string) => Promise<unknown>, number]>([
    ['a job that fails', async (id) => (await spending(id)).fail(new ProblemError('not_a_workout')), 0.003],
    ['a job that is canceled before any work', (id) => store.views.cancel(id, 'caller-1'), 0],
    [
      'a job that is canceled between two tries',
      async (id) => {
        await (await spending(id)).retry(new ProblemError('model_unavailable'));
        await store.views.cancel(id, 'caller-1');
      },
      0.003,
    ],
    // What its owner has begun meanwhile is paid for, and nobody hears of it any more.
    [
      'a job that is canceled at work',
      async (id) => {
        await spending(id);
        await store.views.cancel(id, 'caller-1');
      },
      0.02,
    ],
    [
      'a job that is deleted at work',
      async (id) => {
        await spending(id);
        await store.views.delete(id, 'caller-1');
      },
      0.02,
    ],
  ])('of %s is settled', async (_what, end, usd) => {
    const one = newPayer();
    await end(await submitted(store, newPost(), one.wish));
    expect([await one.sum(), await one.live()]).toEqual([{ jobs: 1, usd }, 0]);
  });

  it('of a job that ends at its wished deadline while it is at work is at least the reserve', async () => {
    const one = newPayer();
    const lease = await spending(await submitted(store, newPost(), { ...one.wish, deadlineMs: 3_000 }));
    harness.clock.advance(3_000);
    await expect.poll(() => lease.lost.aborted).toBe(true);
    expect([await one.sum(), await one.live()]).toEqual([{ jobs: 1, usd: 0.02 }, 0]);
  });

  async function spending(id: string) {
    const lease = await claimed(store, id);
    lease.note({ spent: spent(0.003) });
    return lease;
  }

  it('of a job whose workers die one after another is what they had noted, once', async () => {
    const one = newPayer();
    const id = await submitted(store, newPost(), one.wish);
    for (let death = 1; ; death += 1) {
      const outcomeOfClaim = await store.jobs.claim(id, { owner: `worker-${death}`, region: 'us-central1' });
      if (outcomeOfClaim.kind !== 'claimed') {
        break;
      }
      const { lease } = outcomeOfClaim;
      lease.note({ spent: spent(lease.job.spent.usd + 0.01) });
      await lease.progress({ stage: 'extracting' });
      lease.release();
      harness.clock.advance(60_000);
    }
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'failed', error: { code: 'attempts_exhausted' } });
    const sum = await one.sum();
    expect([sum.jobs, sum.usd.toFixed(2), await one.live()]).toEqual([1, '0.06', 0]);
  });

  it('counts as live over midnight, and no longer than a job may live', async () => {
    const one = newPayer();
    const post = newPost();
    const elsewhere = await startHarness();
    const at = elsewhere.store();
    const live = () => at.charges.live({ payer: one.payer });
    const midnight = Math.ceil(elsewhere.clock.now() / DAY_MS) * DAY_MS;
    elsewhere.clock.advance(midnight - 1 - elsewhere.clock.now());
    const day = new Date(elsewhere.clock.now()).toISOString().slice(0, 10);
    const charge = async (): Promise<Charge> => ({ payer: one.payer, day, usd: 0.02, settled: false });
    const id = await submitted(at, post, { charge });
    expect(await live()).toBe(1);
    elsewhere.clock.advance(2);
    expect(await live()).toBe(1);
    await (await claimed(at, id)).complete(outcome());
    expect(await live()).toBe(0);
    await elsewhere.close();
  });

  it('is settled once although nobody hears of the ending, and the task comes again', async () => {
    const one = newPayer();
    const answers = createLossyAnswers();
    const lossy = harness.store({ span: answers.span, clock: systemClock });
    const id = await submitted(lossy, newPost(), one.wish);
    const lease = await claimed(lossy, id);
    lease.note({ spent: spent(0.007) });
    answers.lose('complete');
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
    expect((await lossy.jobs.claim(id, { owner: 'again', region: 'us-central1' })).kind).toBe('terminal');
    expect(await one.sum()).toEqual({ jobs: 1, usd: 0.007 });
  });

  it('is one although nobody hears of the submit', async () => {
    const one = newPayer();
    const answers = createLossyAnswers();
    const lossy = harness.store({ span: answers.span, clock: systemClock });
    answers.lose('submit');
    expect((await lossy.jobs.submit(submission(newPost(), one.wish))).kind).toBe('new');
    expect([one.asked(), await one.sum()]).toEqual([1, { jobs: 1, usd: 0.02 }]);
  });
});

describe('the charge of a removed job', () => {
  const DEAD = { filter: { status: 'failed' as const }, limit: 100, actor: 'ada' };
  const deadJob = async (one: ReturnType<typeof newPayer>, post = newPost()): Promise<void> => {
    const lease = await claimed(store, await submitted(store, post, one.wish));
    lease.note({ spent: spent(0.007) });
    await lease.fail(new ProblemError('internal', { retryable: false }));
  };

  it('goes on to count when dead jobs are purged', async () => {
    const one = newPayer();
    await deadJob(one);
    const all = await store.charges.sum({ day: DAY });
    expect(await store.ops.purge(DEAD)).toBeGreaterThan(0);
    expect(await one.sum()).toEqual({ jobs: 1, usd: 0.007 });
    expect(await store.charges.sum({ day: DAY })).toEqual({ jobs: all.jobs, usd: expect.closeTo(all.usd) });
  });

  it('goes on to count when its post is taken down, under way or ended', async () => {
    const one = newPayer();
    const post = newPost();
    await deadJob(one, post);
    await claimed(store, await submitted(store, post, { ...one.wish, language: 'de' }));
    await store.ops.takeDown({ platform: 'tiktok', contentId: post }, 'ada');
    expect(await store.ops.count({ contentId: post })).toBe(0);
    expect([await one.sum(), await one.live()]).toEqual([{ jobs: 2, usd: 0.027 }, 0]);
  });

  it('is kept once although nobody hears of the removal', async () => {
    const one = newPayer();
    const answers = createLossyAnswers();
    await deadJob(one);
    answers.lose('remove');
    const lossy = harness.store({ span: answers.span, clock: systemClock });
    await lossy.ops.purge(DEAD).catch(() => {});
    expect(await one.sum()).toEqual({ jobs: 1, usd: 0.007 });
  });

  it('goes with its day', async () => {
    const other = await startHarness();
    const { jobs, ops, charges } = other.store();
    const wish = { charge: async () => ({ payer: 'ada', day: DAY, usd: 0.02, settled: false }) };
    await (await claimed({ jobs }, await submitted({ jobs }, '1', wish))).fail(
      new ProblemError('internal', { retryable: false }),
    );
    await ops.purge(DEAD);
    other.clock.advance(8 * 24 * 3_600_000);
    expect(await ops.cleanUp(10)).toMatchObject({ charges: 1 });
    await (await claimed({ jobs }, await submitted({ jobs }, '2', wish))).fail(
      new ProblemError('internal', { retryable: false }),
    );
    await ops.purge(DEAD);
    expect(await charges.sum({ day: DAY })).toEqual({ jobs: 0, usd: 0 });
    await other.close();
  });
});

describe('a refused charge', () => {
  const refused = () => Promise.reject(new ProblemError('budget_exhausted'));

  it('makes no job', async () => {
    const post = newPost();
    await expect(store.jobs.submit(submission(post, { charge: refused }))).rejects.toMatchObject({
      code: 'budget_exhausted',
    });
    expect(await store.ops.count({ contentId: post })).toBe(0);
  });

  it('is no refusal for others who ask for the same post at the same time', async () => {
    const post = newPost();
    const other = newPayer();
    const [first, second] = await Promise.allSettled([
      store.jobs.submit(submission(post, { charge: refused })),
      store.jobs.submit(submission(post, { caller: 'other', ...other.wish })),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(await other.sum()).toEqual({ jobs: 1, usd: 0.02 });
  });

  it('is answered with what has grown old, and others who ask at the same time have it read anew', async () => {
    const post = newPost();
    await (await claimed(store, await submitted(store, post))).complete(outcome('Old'));
    harness.clock.advance(8 * 24 * 3_600_000);
    const { jobs } = harness.store();
    const other = newPayer();
    const [poor, rich] = await Promise.all([
      jobs.submit(submission(post, { charge: refused })),
      jobs.submit(submission(post, { caller: 'other', ...other.wish })),
    ]);
    expect([poor.kind, rich.kind, other.asked()]).toEqual(['hit', 'new', 1]);
  });

  it('lets a value that has grown old answer', async () => {
    const post = newPost();
    await (await claimed(store, await submitted(store, post))).complete(outcome('Old'));
    harness.clock.advance(8 * 24 * 3_600_000);
    const again = await harness.store().jobs.submit(submission(post, { charge: refused }));
    expect(again).toMatchObject({ kind: 'hit', servedFrom: 'stale', value: { result: { title: 'Old' } } });
  });
});

it('a replay counts for the same payer, on its own day', async () => {
  const one = newPayer();
  const id = await submitted(store, newPost(), one.wish);
  await (await claimed(store, id)).fail(new ProblemError('internal', { retryable: false }));
  const before = await one.sum();
  harness.clock.advance(24 * 3_600_000);
  const replaying = { actor: 'ada', profileVersion: () => '1', chooseRegion: (region: string) => region };
  expect(await store.ops.replay(id, replaying)).toMatchObject({ outcome: 'new' });
  const day = new Date(harness.clock.now()).toISOString().slice(0, 10);
  expect(await store.charges.sum({ day, payer: one.payer })).toMatchObject({ jobs: 1 });
  expect(await one.sum()).toEqual(before);
});

it.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as it is', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])('a charged job as this release stores it, %s, is settled when it ends', async (_what, form) => {
  const other = await startHarness();
  const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26-charged'));
  const charged = form(fixtureNamed(recorded, 'job-charged'));
  await restore(other.firestore, [charged]);
  other.clock.advance(60_000);
  const { jobs, charges } = other.store();
  const of = { day: '2026-11-23', payer: 'ada' };
  expect([await charges.sum(of), await charges.live({ payer: of.payer })]).toEqual([{ jobs: 1, usd: 0.02 }, 1]);
  await (await claimed({ jobs }, charged.path.replace('jobs/', ''))).complete(outcome());
  expect([await charges.sum(of), await charges.live({ payer: of.payer })]).toEqual([{ jobs: 1, usd: 0.004 }, 0]);
  await other.close();
});
