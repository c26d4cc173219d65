import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimed, type Harness, outcome, startHarness, submission, submitted, worker } from './support/jobs-harness.ts';

describe('cancel', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());
  const own = { caller: 'caller-1', operate: false };

  it('ends a queued job, clears its flight, and its delivery finds it ended', async () => {
    const store = harness.store();
    const id = await submitted(store, 'queued');
    expect((await store.jobs.cancel(id, own)).job).toMatchObject({
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
    await store.jobs.cancel(id, own);
    expect(lease.lost.aborted).toBe(false);
    harness.clock.advance(5_000);
    await expect.poll(() => lease.lost.aborted).toBe(true);
    expect(lease.lost.reason).toMatchObject({ name: 'LeaseLostError', reason: 'canceled' });
    expect(await lease.complete(outcome())).toEqual({ kind: 'lost', reason: 'canceled' });
    expect((await store.jobs.get(id))?.job.status).toBe('canceled');
  });

  it('is refused while others wait, to strangers, and once the job has ended', async () => {
    const store = harness.store();
    const id = await submitted(store, 'shared');
    await store.jobs.submit(submission('shared', { caller: 'other', metadata: { a: 'b' } }));
    await expect(store.jobs.cancel(id, own)).rejects.toMatchObject({ code: 'job_shared' });
    await expect(store.jobs.cancel(id, { caller: 'other', operate: false })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await (await claimed(store, id)).complete(outcome());
    await expect(store.jobs.cancel(id, own)).rejects.toMatchObject({ code: 'job_finished' });
    await expect(store.jobs.cancel('no-such-job-at-all', own)).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('never cancels a job that a member joins at the same moment', async () => {
    const store = harness.store();
    for (let n = 0; n < 10; n += 1) {
      const id = await submitted(store, `race-${n}`);
      const [joined, canceled] = await Promise.allSettled([
        store.jobs.submit(submission(`race-${n}`, { caller: 'other', metadata: { a: 'b' } })),
        store.jobs.cancel(id, own),
      ]);
      const outcome = joined.status === 'fulfilled' ? joined.value : null;
      const joinedThis = outcome?.kind === 'joined' && outcome.snapshot.job.id === id;
      expect(joinedThis && canceled.status === 'fulfilled').toBe(false);
    }
  });
});
