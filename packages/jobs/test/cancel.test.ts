import { systemClock } from '@sets/clock';
import { type SpanHook, storageUnavailable } from '@sets/store-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  claimed,
  type Harness,
  jobIdOf,
  jobOf,
  outcome,
  startHarness,
  submission,
  submitted,
  worker,
} from './support/jobs-harness.ts';

describe('cancel', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());
  const own = 'caller-1';

  it('ends a queued job, clears its flight, and its delivery finds it ended', async () => {
    const store = harness.store();
    const id = await submitted(store, 'queued');
    expect(jobOf(await store.views.cancel(id, own))).toMatchObject({
      status: 'canceled',
      error: { code: 'job_canceled' },
    });
    expect(await store.jobs.claim(id, worker)).toEqual({ kind: 'terminal' });
    expect(await submitted(store, 'queued')).not.toBe(id);
  });

  it('reaches a running worker by its renewal, which tells a cancel from a loss', async () => {
    const store = harness.store();
    const id = await submitted(store, 'running');
    const lease = await claimed(store, id);
    await store.views.cancel(id, own);
    expect(lease.lost.aborted).toBe(false);
    harness.clock.advance(5_000);
    await expect.poll(() => lease.lost.aborted).toBe(true);
    expect(lease.lost.reason).toMatchObject({ name: 'LeaseLostError', reason: 'canceled' });
    expect(await lease.complete(outcome())).toEqual({ kind: 'lost', reason: 'canceled' });
    expect((await store.jobs.get(id))?.job.status).toBe('canceled');
  });

  it('is refused while others wait, unknown to strangers, and too late once the job has ended', async () => {
    const store = harness.store();
    const id = await submitted(store, 'shared');
    await store.jobs.submit(submission('shared', { caller: 'other', metadata: { a: 'b' } }));
    await expect(store.views.cancel(id, own)).rejects.toMatchObject({ code: 'job_shared' });
    await expect(store.views.cancel(id, 'other')).rejects.toMatchObject({ code: 'job_not_found' });
    await (await claimed(store, id)).complete(outcome());
    await expect(store.views.cancel(id, own)).rejects.toMatchObject({ code: 'job_finished' });
    await expect(store.views.cancel('no-such-job-at-all', own)).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('is refused when a second submit stands under a name that many share, whatever it brings', async () => {
    const anonymous = { caller: 'anonymous', sharedName: true };
    const store = harness.store();
    const id = await submitted(store, 'nameless', anonymous);
    const again = await harness.store().jobs.submit(submission('nameless', anonymous));
    expect(again).toMatchObject({ kind: 'joined', snapshot: { job: { id } } });
    await expect(store.views.cancel(id, 'anonymous')).rejects.toMatchObject({ code: 'job_shared' });
    expect((await store.jobs.get(id))?.job.status).toBe('queued');

    const lone = await submitted(store, 'nameless-alone', anonymous);
    expect(jobOf(await store.views.cancel(lone, 'anonymous')).status).toBe('canceled');
  });

  it('is refused when identical submits under a shared name came at once to one process, each a member', async () => {
    const store = harness.store();
    harness.emulator.controls.resetOperations();
    const input = submission('nameless-herd', { caller: 'anonymous', sharedName: true });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.jobs.submit(input)));
    const [id, ...others] = new Set(outcomes.map(jobIdOf));
    expect(others).toEqual([]);
    // One of the reads is the first look at the posts that were taken down.
    expect(harness.emulator.controls.operations()).toMatchObject({ documentReads: 21, documentWrites: 21 });
    await expect(store.views.cancel(id ?? '', 'anonymous')).rejects.toMatchObject({ code: 'job_shared' });

    harness.emulator.controls.resetOperations();
    expect(await store.jobs.submit(input)).toMatchObject({ kind: 'joined' });
    expect(harness.emulator.controls.operations()).toMatchObject({ documentReads: 2, documentWrites: 1 });
  });

  it('is possible for a lone submitter whose own submit was committed although its answer was lost', async () => {
    const store = harness.store({ clock: systemClock, timeoutMs: 60_000 });
    harness.emulator.controls.faults.dropCommitReplies(1);
    const lone = { caller: 'anonymous', sharedName: true, metadata: { mine: 'yes' } };
    const id = await submitted(store, 'nameless-lost', lone);
    expect(jobOf(await store.views.cancel(id, 'anonymous')).status).toBe('canceled');
  });

  it('is said to be done when the commit is answered after the time limit, and the next look is too', async () => {
    const late: string[] = [];
    const span: SpanHook = async (name, _attributes, run) => {
      const answer = await run();
      if (late[0] === name) {
        late.shift();
        throw storageUnavailable(new Error(`${name} came too late`));
      }
      return answer;
    };
    const store = harness.store({ span });
    for (const silent of [['firestore.transaction'], ['firestore.transaction', 'firestore.read']]) {
      const id = await submitted(store, `late-${silent.length}`);
      late.push(...silent);
      expect(jobOf(await store.views.cancel(id, own)).status).toBe('canceled');
      expect(late).toEqual([]);
    }
  });

  it('never cancels a job that a member joins at the same moment', async () => {
    const store = harness.store();
    for (let n = 0; n < 10; n += 1) {
      const id = await submitted(store, `race-${n}`);
      const [joined, canceled] = await Promise.allSettled([
        store.jobs.submit(submission(`race-${n}`, { caller: 'other', metadata: { a: 'b' } })),
        store.views.cancel(id, own),
      ]);
      const outcome = joined.status === 'fulfilled' ? joined.value : null;
      const joinedThis = outcome?.kind === 'joined' && outcome.snapshot.job.id === id;
      expect(joinedThis && canceled.status === 'fulfilled').toBe(false);
    }
  });
});
