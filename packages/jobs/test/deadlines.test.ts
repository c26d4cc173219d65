import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  claimed,
  type Harness,
  jobIdOf,
  outcome,
  startHarness,
  submission,
  submitted,
  worker,
} from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const jobOf = async (id: string) => (await harness.store().jobs.get(id))?.job;
const expired = { status: 'expired', error: { code: 'job_expired' }, dead: false };
const MINUTE = 60_000;

describe('a wished deadline', () => {
  it('ends a job in its queue, found by the sweep, and leaves no flight', async () => {
    const store = harness.store();
    const id = await submitted(store, 'dl-queued', { deadlineMs: 4_000 });
    harness.clock.advance(3_999);
    await store.jobs.sweep({ limit: 800 });
    expect(await jobOf(id)).toMatchObject({ status: 'queued' });
    harness.clock.advance(1);
    await store.jobs.sweep({ limit: 800 });
    expect(await jobOf(id)).toMatchObject(expired);
    expect(await submitted(store, 'dl-queued')).not.toBe(id);
  });

  it('refuses the late delivery', async () => {
    const store = harness.store();
    const id = await submitted(store, 'dl-late', { deadlineMs: 4_000 });
    harness.clock.advance(4_000);
    expect(await store.jobs.claim(id, worker)).toEqual({ kind: 'terminal' });
    expect(await jobOf(id)).toMatchObject(expired);
  });

  it('takes a running job from its worker at that moment, not at the next renewal', async () => {
    const store = harness.store();
    const id = await submitted(store, 'dl-running', { deadlineMs: 3_000 });
    const lease = await claimed(store, id);
    harness.clock.advance(2_999);
    expect(lease.lost.aborted).toBe(false);
    harness.clock.advance(1);
    await expect.poll(() => lease.lost.aborted).toBe(true);
    expect(lease.lost.reason).toMatchObject({ reason: 'ended' });
    expect(await jobOf(id)).toMatchObject(expired);
    expect(await lease.complete(outcome())).toMatchObject({ kind: 'lost' });
  });

  it('is no later than a job may take', async () => {
    const id = await submitted(harness.store(), 'dl-long', { deadlineMs: 7 * 3_600_000 });
    const job = await jobOf(id);
    expect(job?.asked_deadline_at).toBe(job?.deadline_at);
  });

  it.each<[string, number | undefined]>([
    ['for longer', 2 * MINUTE],
    ['without a deadline', undefined],
  ])('is put off by a member that waits %s, queued and running', async (_how, deadlineMs) => {
    const store = harness.store();
    const wish = deadlineMs === undefined ? {} : { deadlineMs };
    for (const isRunning of [false, true]) {
      const post = `dl-shared-${deadlineMs}-${isRunning}`;
      const id = await submitted(store, post, { deadlineMs: 4_000 });
      await store.jobs.submit(submission(post, { caller: 'other', ...wish }));
      const lease = isRunning ? await claimed(store, id) : null;
      await harness.clock.advanceAsync(4_000);
      await store.jobs.sweep({ limit: 800 });
      expect(await jobOf(id)).toMatchObject({ status: isRunning ? 'running' : 'queued' });
      const late = lease ?? (await claimed(store, id));
      expect(await late.complete(outcome())).toEqual({ kind: 'written' });
    }
  });

  it('is put off by its owner, who asks again without one', async () => {
    const store = harness.store();
    const id = await submitted(store, 'dl-again', { deadlineMs: 4_000 });
    const again = await store.jobs.submit(submission('dl-again'));
    expect([again.kind, jobIdOf(again)]).toEqual(['joined', id]);
    harness.clock.advance(4_000);
    await store.jobs.sweep({ limit: 800 });
    expect(await jobOf(id)).toMatchObject({ status: 'queued' });
  });

  it('of the last member is the job’s, and one who has left counts no more', async () => {
    const store = harness.store();
    const id = await submitted(store, 'dl-members', { deadlineMs: 1_000 });
    const joined = await store.jobs.submit(submission('dl-members', { caller: 'b', deadlineMs: MINUTE }));
    const stays = await store.jobs.submit(submission('dl-members', { caller: 'c', deadlineMs: 30_000 }));
    expect([jobIdOf(joined), jobIdOf(stays)]).toEqual([id, id]);
    await store.views.cancel('view' in joined ? joined.view.id : '', 'b');
    harness.clock.advance(29_999);
    await store.jobs.sweep({ limit: 800 });
    expect(await jobOf(id)).toMatchObject({ status: 'queued' });
    harness.clock.advance(10 * MINUTE);
    await store.jobs.sweep({ limit: 800 });
    expect(await jobOf(id)).toMatchObject(expired);
  });

  it('that has passed for its owner lets the last member who leaves end the job', async () => {
    const store = harness.store();
    const id = await submitted(store, 'dl-last', { deadlineMs: 1_000 });
    const joined = await store.jobs.submit(submission('dl-last', { caller: 'b' }));
    harness.clock.advance(2_000);
    await store.views.cancel('view' in joined ? joined.view.id : '', 'b');
    expect(await jobOf(id)).toMatchObject({ status: 'canceled' });
  });

  it('never ends a job under somebody who joins at that moment and wishes for longer', async () => {
    const store = harness.store();
    for (let n = 0; n < 10; n += 1) {
      const post = `dl-race-${n}`;
      const id = await submitted(store, post, { deadlineMs: 1_000 });
      harness.clock.advance(1_000);
      const [joined] = await Promise.all([
        harness.store().jobs.submit(submission(post, { caller: 'other' })),
        store.jobs.claim(id, worker).then((claim) => claim.kind === 'claimed' && claim.lease.release()),
      ]);
      const job = await jobOf(id);
      expect(jobIdOf(joined) === id && job?.status === 'expired').toBe(false);
    }
  });

  it('costs nothing to those who have none', async () => {
    const { emulator } = harness;
    const store = harness.store();
    const id = await submitted(store, 'dl-free', {});
    emulator.controls.resetOperations();
    const lease = await claimed(store, id);
    harness.clock.advance(5_000);
    await lease.complete(outcome());
    expect(emulator.controls.operations()).toMatchObject({ queries: 0 });
  });
});
