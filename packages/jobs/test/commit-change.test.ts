import { type Clock, systemClock } from '@sets/clock';
import { type CarriedJob, ProblemError } from '@sets/contract';
import { createLossyAnswers } from '@sets/store-kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOfView, type JobLease, versionOfView } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submitted } from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.emulator.controls.faults.clear());
afterAll(() => harness.close());

/** What became of a change is told by who reads the job again, never by who sent it. */
const jobOf = async (id: string) => (await harness.store().jobs.get(id))?.job;

/** An instance whose answers get lost on command. */
function lossyStore(clock: Clock = harness.clock) {
  const lossy = createLossyAnswers();
  return { lose: lossy.lose, store: harness.store({ clock, timeoutMs: 60_000, span: lossy.span }) };
}

describe('a change that was applied, of which nobody was told', () => {
  it('submit: becomes one job, accepted as new, with its task', async () => {
    const { lose, store } = lossyStore();
    lose('submit');
    const id = await submitted(store, 'unknown-submit');
    expect(await jobOf(id)).toMatchObject({ id, status: 'queued' });
    expect(harness.tasks.waiting.has(`${id}-0`)).toBe(true);
    const jobs = await harness.firestore.collection('jobs').where('content_id', '==', 'unknown-submit').get();
    expect(jobs.size).toBe(1);
  });

  it('claim: is the claim of who sent it', async () => {
    const { lose, store } = lossyStore();
    const id = await submitted(store, 'unknown-claim');
    lose('claim');
    const lease = await claimed(store, id);
    expect(lease.job).toMatchObject({ id, epoch: 1, attempt: 1 });
    lease.release();
  });

  it('claim, of a job that its task carried: is the claim of who sent it', async () => {
    const { lose, store } = lossyStore();
    const id = await submitted(store, 'unknown-carried');
    lose('claim');
    const asCreated = harness.tasks.waiting.get(`${id}-0`)?.payload.as_created as CarriedJob;
    const lease = await claimed(store, id, { asCreated });
    expect(lease.job).toMatchObject({ id, epoch: 1, attempt: 1 });
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
  });

  it.each<[string, (lease: JobLease) => Promise<unknown>, object]>([
    ['progress', (lease) => lease.progress({ progress: 0.5 }), { status: 'running', progress: 0.5 }],
    ['complete', (lease) => lease.complete(outcome()), { status: 'succeeded' }],
    ['fail', (lease) => lease.fail(new ProblemError('not_a_workout')), { status: 'failed' }],
    ['retry', (lease) => lease.retry(new ProblemError('model_unavailable')), { status: 'queued', attempt: 2 }],
    ['hand_back', (lease) => lease.handBack(), { status: 'queued', attempt: 1 }],
  ])('%s: is settled by the owner, who then knows', async (step, act, expected) => {
    // Real time: a write that leaves the job with its owner is committed again after a pause.
    const { lose, store } = lossyStore(systemClock);
    const id = await submitted(store, `unknown-${step}`);
    const lease = await claimed(store, id);
    lose(step);
    expect(await act(lease)).toMatchObject({ kind: step === 'retry' ? 'requeued' : 'written' });
    expect(await jobOf(id)).toMatchObject(expected);
    lease.release();
  });

  it('cancel: is said to be canceled', async () => {
    const { lose, store } = lossyStore();
    const id = await submitted(store, 'unknown-cancel');
    lose('cancel');
    const canceled = await store.views.cancel(id, 'caller-1');
    expect(bodyOfView(canceled)).toMatchObject({ id, status: 'canceled' });
    const read = await harness.store().views.read(id, 'caller-1');
    expect(versionOfView(canceled)).toBe(read === null ? null : versionOfView(read));
  });
});
