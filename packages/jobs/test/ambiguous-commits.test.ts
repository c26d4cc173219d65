import { systemClock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { claimed, type Harness, jobOf, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

/** Each commit is applied and answered UNAVAILABLE; the client's own retry then meets its own traces. */
describe('a commit that was applied although its answer was lost', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());
  afterEach(() => harness.emulator.controls.faults.clear());

  // Real time, because the client's own retries take some; the limit only ends what hangs.
  const newStore = () => harness.store({ clock: systemClock, timeoutMs: 60_000 });
  const lose = (count = 1): void => harness.emulator.controls.faults.dropCommitReplies(count);

  it('submit: one job, accepted as new, with its task', async () => {
    lose();
    const id = await submitted(newStore(), 'lost-submit');
    const jobs = await harness.firestore.collection('jobs').where('content_id', '==', 'lost-submit').get();
    expect(jobs.docs.map((each) => each.id)).toEqual([id]);
    expect(harness.tasks.waiting.has(`${id}-0`)).toBe(true);
  });

  it('claim: claimed once, by us', async () => {
    const store = newStore();
    const id = await submitted(store, 'lost-claim');
    lose();
    const lease = await claimed(store, id);
    expect(lease.job).toMatchObject({ epoch: 1, attempt: 1 });
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
  });

  it('progress: written, and the lease goes on', async () => {
    const store = newStore();
    const lease = await claimed(store, await submitted(store, 'lost-progress'));
    lose(2);
    expect(await lease.progress({ progress: 0.5 })).toEqual({ kind: 'written' });
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
  });

  it('complete: the result is written once', async () => {
    const store = newStore();
    const id = await submitted(store, 'lost-complete');
    const lease = await claimed(store, id);
    lose();
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
    const key = (await store.jobs.get(id))?.job.key ?? '';
    const values = harness.emulator.controls
      .writeLog({ pathPrefix: `results/${key}` })
      .filter(({ fields }) => fields?.value !== undefined);
    expect(values).toHaveLength(1);
  });

  it('fail: remembered once', async () => {
    const store = newStore();
    const lease = await claimed(store, await submitted(store, 'lost-fail'));
    lose();
    expect(await lease.fail(new ProblemError('not_a_workout'))).toEqual({ kind: 'written' });
    expect(await harness.store().jobs.submit(submission('lost-fail'))).toMatchObject({
      kind: 'hit',
      value: { kind: 'negative' },
    });
  });

  it('retry and hand-back: one new task each', async () => {
    const store = newStore();
    const id = await submitted(store, 'lost-retry');
    lose();
    expect(await (await claimed(store, id)).retry(new ProblemError('model_unavailable'))).toMatchObject({
      kind: 'requeued',
    });
    const second = await claimed(store, id);
    lose();
    expect(await second.handBack()).toEqual({ kind: 'written' });
    const names = harness.tasks.created.map(({ name }) => name).filter((name) => name.startsWith(id));
    expect(names).toEqual([`${id}-0`, `${id}-1`, `${id}-2`]);
  });

  it('cancel: canceled, said as such', async () => {
    const store = newStore();
    const id = await submitted(store, 'lost-cancel');
    lose();
    const job = jobOf(await store.views.cancel(id, 'caller-1'));
    expect(job.status).toBe('canceled');
  });
});
