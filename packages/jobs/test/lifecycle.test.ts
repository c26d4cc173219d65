import { whileTimePasses } from '@sets/clock/testing';
import { type CarriedJob, ProblemError } from '@sets/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOfView } from '../src/index.ts';
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

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** What the first task of a job carries. */
const carriedTo = (id: string) => harness.tasks.waiting.get(`${id}-0`)?.payload.as_created as CarriedJob | undefined;

describe('the happy path', () => {
  it('costs 1 read and 6 document writes for a miss, 1 read for a Firestore hit, 2 queries now and then for all memory hits', async () => {
    const { emulator } = harness;
    const store = harness.store();
    const operations = () => {
      const { documentReads, documentWrites, documentDeletes, queries } = emulator.controls.operations();
      emulator.controls.resetOperations();
      return { documentReads, documentWrites, documentDeletes, queries };
    };
    // The first submit of an instance asks which posts were taken down, for all that follow within seconds.
    await submitted(store, 'count-first');
    operations();
    const id = await submitted(store, 'count-1');
    expect(operations()).toEqual({ documentReads: 1, documentWrites: 2, documentDeletes: 0, queries: 0 });
    const lease = await claimed(store, id, { asCreated: carriedTo(id) });
    expect(operations()).toEqual({ documentReads: 0, documentWrites: 1, documentDeletes: 0, queries: 0 });
    await lease.progress({ stage: 'extracting', progress: 0.5, preview: { title: 'Leg' } });
    expect(operations()).toEqual({ documentReads: 0, documentWrites: 1, documentDeletes: 0, queries: 0 });
    await lease.complete(outcome());
    expect(operations()).toEqual({ documentReads: 0, documentWrites: 2, documentDeletes: 0, queries: 0 });

    const elsewhere = harness.store();
    await submitted(elsewhere, 'count-first-elsewhere');
    operations();
    const hit = await elsewhere.jobs.submit(submission('count-1', { language: 'Spanish' }));
    expect(hit).toMatchObject({ kind: 'hit', servedFrom: 'cache', tier: 'firestore', value: { job_id: id } });
    expect(operations()).toEqual({ documentReads: 1, documentWrites: 0, documentDeletes: 0, queries: 0 });
    for (const queries of [2, 0, 0]) {
      expect(await elsewhere.jobs.submit(submission('count-1'))).toMatchObject({ kind: 'hit', tier: 'memory' });
      expect(operations()).toEqual({ documentReads: queries, documentWrites: 0, documentDeletes: 0, queries });
    }
  });

  it('keeps what the worker found, in the job and in the result', async () => {
    const store = harness.store();
    const id = await submitted(store, 'kept-1', { metadata: { order: '7' } });
    const lease = await claimed(store, id);
    const states: string[] = [];
    const view = await store.views.read(id, 'caller-1');
    if (view === null) {
      throw new Error('its caller cannot see it');
    }
    const watching = store.views.watch(view, {
      signal: new AbortController().signal,
      onChange: (seen) => states.push(bodyOfView(seen).status),
    });
    await lease.complete(outcome('Push day'));
    const last = await watching;
    expect(states.at(-1)).toBe('succeeded');
    const job = last === null ? null : jobOf(last);
    expect(job).toMatchObject({ status: 'succeeded', result: { title: 'Push day' }, metadata: { order: '7' } });
    expect(job?.wake_at).toBeUndefined();
    const found = await harness.store().jobs.lookup(job?.key ?? '');
    expect(found).toMatchObject({ servedFrom: 'cache', value: { kind: 'ready', result: { title: 'Push day' } } });
    const results = await harness.firestore.doc(`results/${job?.key}`).get();
    expect(results.get('flight')).toBeUndefined();
  });
});

describe('submitting', () => {
  it('makes one job of a hundred identical submits from two processes', async () => {
    const stores = [harness.store(), harness.store()];
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => stores[n % 2]?.jobs.submit(submission('crowd', { caller: `c${n}` }))),
    );
    const ids = new Set(outcomes.map((each) => (each === undefined ? null : jobIdOf(each))));
    expect(ids.size).toBe(1);
    expect(outcomes.filter((each) => each?.kind === 'new')).toHaveLength(1);
    expect(harness.tasks.created.filter(({ payload }) => ids.has(String(payload.job_id)))).toHaveLength(1);
  });

  it('writes a member for a joiner who is another, or has something to be given back', async () => {
    const store = harness.store();
    const id = await submitted(store, 'members');
    await store.jobs.submit(submission('members'));
    const members = harness.firestore.collection('members').where('job_id', '==', id);
    expect((await members.get()).size).toBe(0);
    await store.jobs.submit(submission('members', { caller: 'quiet' }));
    const join = submission('members', { caller: 'loud', metadata: { a: 'b' } });
    await store.jobs.submit(join);
    await store.jobs.submit(join);
    expect((await members.get()).docs.map((each) => each.get('caller'))).toSatisfy(
      (callers: string[]) => callers.toSorted().join() === 'loud,quiet',
    );
  });

  it('takes over a flight whose job has ended or is gone', async () => {
    const store = harness.store();
    const gone = await submitted(store, 'orphan');
    await harness.firestore.doc(`jobs/${gone}`).delete();
    const second = await submitted(store, 'orphan');
    expect(second).not.toBe(gone);
    await harness.firestore.doc(`jobs/${second}`).update({ status: 'failed' });
    expect(await submitted(store, 'orphan')).not.toBe(second);
  });

  it('refuses with 503 what it cannot make durable, and serves what memory still holds as stale', async () => {
    const store = harness.store();
    const lease = await claimed(store, await submitted(store, 'outage-hit'));
    await lease.complete(outcome());
    harness.clock.advance(60_000);
    harness.emulator.controls.faults.unavailable();
    try {
      const hit = await whileTimePasses(harness.clock, store.jobs.submit(submission('outage-hit')));
      expect(hit).toMatchObject({ kind: 'hit', servedFrom: 'stale', tier: 'memory' });
      await expect(whileTimePasses(harness.clock, store.jobs.submit(submission('outage-miss')))).rejects.toMatchObject({
        code: 'storage_unavailable',
        retryAfterS: 5,
      });
    } finally {
      harness.emulator.controls.faults.clear();
    }
  });

  it('is durable although the task could not be created', async () => {
    const store = harness.store();
    harness.tasks.down = true;
    const id = await submitted(store, 'no-tasks');
    harness.tasks.down = false;
    expect(harness.tasks.waiting.has(`${id}-0`)).toBe(false);
    harness.clock.advance(16_000);
    await store.jobs.sweep({ limit: 100 });
    expect(harness.tasks.waiting.has(`${id}-1`)).toBe(true);
  });
});

describe('claiming', () => {
  it('of a job as its task carried it is the same claim, without what only its caller is shown', async () => {
    const store = harness.store();
    const id = await submitted(store, 'carried', { metadata: { order: '7' } });
    const asCreated = carriedTo(id);
    expect(JSON.stringify(asCreated)).not.toContain('order');
    const { job, release } = await claimed(store, id, { asCreated });
    expect({ ...job, metadata: { order: '7' } }).toEqual((await store.jobs.get(id))?.job);
    release();
    expect(await store.jobs.claim(id, { ...worker, asCreated })).toEqual({ kind: 'leased' });
  });

  it('reads a job that is no longer as its task carried it, or was carried by a release of other ways', async () => {
    const store = harness.store();
    const id = await submitted(store, 'carried twice');
    await (await claimed(store, id)).handBack();
    const lease = await claimed(store, id, { asCreated: carriedTo(id) });
    expect(lease.job).toMatchObject({ epoch: 2, dispatch_no: 1 });
    lease.release();
    const other = await submitted(store, 'carried oddly');
    const odd = await claimed(store, other, { asCreated: { version: 'v', job: { status: 'waiting' } } });
    expect(odd.job).toMatchObject({ epoch: 1, status: 'running' });
    odd.release();
  });

  it('ends a job whose deadline passed while its task waited', async () => {
    const store = harness.store();
    const id = await submitted(store, 'carried late');
    harness.clock.advance(6 * 3_600_000);
    expect(await store.jobs.claim(id, { ...worker, asCreated: carriedTo(id) })).toEqual({ kind: 'terminal' });
    expect((await store.jobs.get(id))?.job.status).toBe('expired');
  });

  it('lets one of many deliveries in, and a delivery of any dispatch once the owner is gone', async () => {
    const store = harness.store();
    const id = await submitted(store, 'claims');
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => harness.store().jobs.claim(id, { ...worker, owner: `w${n}` })),
    );
    const winners = outcomes.filter(({ kind }) => kind === 'claimed');
    expect(winners).toHaveLength(1);
    for (const each of outcomes) {
      if (each.kind === 'claimed') {
        each.lease.release();
      }
    }
    expect(await store.jobs.claim(id, worker)).toEqual({ kind: 'leased' });
    harness.clock.advance(15_001);
    const lease = await claimed(store, id);
    expect(lease.job).toMatchObject({ epoch: 2, attempt: 1, deaths: 1 });
    lease.release();
  });

  it('says so when the job is unknown, ended or malformed', async () => {
    const store = harness.store();
    expect(await store.jobs.claim('no-such-job-at-all', worker)).toEqual({ kind: 'unknown' });
    expect(await store.jobs.claim('../../x', worker)).toEqual({ kind: 'unknown' });
    const id = await submitted(store, 'ended');
    await (await claimed(store, id)).fail(new ProblemError('content_private'));
    expect(await store.jobs.claim(id, worker)).toEqual({ kind: 'terminal' });
    await harness.firestore.doc('jobs/malformed-job-0001').set({ status: 'queued' });
    expect(await store.jobs.claim('malformed-job-0001', worker)).toMatchObject({ kind: 'malformed' });
  });

  it('renews itself, and an owner that lost the job can write nothing', async () => {
    const store = harness.store();
    const id = await submitted(store, 'fence');
    const first = await claimed(store, id);
    await harness.firestore.doc(`jobs/${id}`).update({ status: 'queued', lease: null });
    const second = await claimed(store, id, { owner: 'worker-2' });
    expect(await first.complete(outcome('stolen'))).toEqual({ kind: 'lost', reason: 'taken' });
    expect(first.lost.aborted).toBe(true);
    expect(await second.complete(outcome('mine'))).toEqual({ kind: 'written' });
    expect((await store.jobs.get(id))?.job.result).toMatchObject({ title: 'mine' });
  });

  it('renews the lease every 5 s for as long as it is held', async () => {
    const store = harness.store();
    const id = await submitted(store, 'renewals');
    const lease = await claimed(store, id);
    for (let n = 0; n < 5; n += 1) {
      const before = (await store.jobs.get(id))?.version;
      harness.clock.advance(5_000);
      await expect.poll(async () => (await store.jobs.get(id))?.version).not.toBe(before);
    }
    expect(await store.jobs.claim(id, worker)).toEqual({ kind: 'leased' });
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
  });
});

describe('failing and retrying', () => {
  it('writes nothing more to a job that it has given back or ended', async () => {
    const store = harness.store();
    const id = await submitted(store, 'late-progress');
    const first = await claimed(store, id);
    await first.retry(new ProblemError('model_unavailable'));
    expect(await first.progress({ progress: 0.5 })).toEqual({ kind: 'lost', reason: 'taken' });
    const second = await claimed(store, id, { owner: 'worker-2' });
    await second.complete(outcome());
    expect(await second.progress({ progress: 0.5 })).toEqual({ kind: 'lost', reason: 'ended' });
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'succeeded', progress: 1, lease: null });
  });

  it('keeps what an attempt found out and spent, however it ends', async () => {
    const store = harness.store();
    const id = await submitted(store, 'spent');
    const usage = { model: 'm', region: 'r', input_tokens: 7, output_tokens: 2, model_calls: 1, cost_usd: 0.5 };
    const first = await claimed(store, id);
    first.note({ source: { ...first.job.source, author: 'coach' } });
    first.note({ usage, timings_ms: { metadata: 12 } });
    first.countModelCall(true);
    await first.retry(new ProblemError('model_unavailable'));
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'queued', usage, model_calls: 1 });
    const second = await claimed(store, id);
    expect(second.job.usage).toEqual(usage);
    second.note({ usage: { ...usage, input_tokens: 14 } });
    await second.fail(new ProblemError('not_a_workout'));
    const kept = { usage: { input_tokens: 14 }, source: { author: 'coach' }, timings_ms: { metadata: 12 } };
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'failed', ...kept });
    expect(await harness.store().jobs.submit(submission('spent'))).toMatchObject({ kind: 'hit', value: kept });
  });

  it('remembers a permanent failure for the time of its code, and no other', async () => {
    const store = harness.store();
    const id = await submitted(store, 'private');
    await (await claimed(store, id)).fail(new ProblemError('content_private'));
    expect(await harness.store().jobs.submit(submission('private'))).toMatchObject({
      kind: 'hit',
      servedFrom: 'cache',
      value: { kind: 'negative', job_id: id, error: { code: 'content_private' } },
    });
    harness.clock.advance(15 * 60_000);
    expect(await submitted(harness.store(), 'private')).not.toBe(id);

    await (await claimed(store, await submitted(store, 'credits'))).fail(new ProblemError('scraper_out_of_credits'));
    expect(await harness.store().jobs.submit(submission('credits'))).toMatchObject({ kind: 'new' });
  });

  it('retries by a new task after a jittered backoff or the time asked for, three attempts in all', async () => {
    const store = harness.store();
    const id = await submitted(store, 'retry');
    const problem = new ProblemError('model_rate_limited');
    const first = await claimed(store, id);
    expect(await first.retry(problem)).toEqual({ kind: 'requeued', delayMs: 1_000 });
    const task = harness.tasks.waiting.get(`${id}-1`);
    expect(task?.scheduleAtMs).toBe(harness.clock.now() + 1_000);
    expect((await store.jobs.get(id))?.job).toMatchObject({
      status: 'queued',
      attempt: 2,
      dispatch_no: 1,
      lease: null,
    });
    expect(await (await claimed(store, id)).retry(problem, 30_000)).toEqual({ kind: 'requeued', delayMs: 30_500 });
    const last = await claimed(store, id);
    expect([first.isLastAttempt, last.isLastAttempt]).toEqual([false, true]);
    expect([first.budget().failedCalls, last.budget().failedCalls]).toEqual([8, 2]);
    expect(await last.retry(problem)).toEqual({ kind: 'gave_up', status: 'failed' });
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'failed', error: { code: 'attempts_exhausted' } });
    expect(await harness.store().jobs.submit(submission('retry'))).toMatchObject({ kind: 'new' });
  });

  it('stops after 6 model calls and after 120 s of work, over all attempts', async () => {
    const store = harness.store();
    const calls = await claimed(store, await submitted(store, 'calls'));
    for (let n = 0; n < 6; n += 1) {
      calls.countModelCall(true);
    }
    expect(calls.budget().modelCalls).toBe(0);
    expect(await calls.retry(new ProblemError('model_truncated'))).toEqual({ kind: 'gave_up', status: 'failed' });

    const id = await submitted(store, 'slow');
    const first = await claimed(store, id);
    harness.clock.advance(100_000);
    expect(first.budget().workMs).toBe(20_000);
    expect(await first.retry(new ProblemError('model_unavailable'))).toMatchObject({ kind: 'requeued' });
    const second = await claimed(store, id);
    expect(second.budget().workMs).toBe(20_000);
    harness.clock.advance(20_000);
    expect(await second.retry(new ProblemError('model_unavailable'))).toEqual({ kind: 'gave_up', status: 'expired' });
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'expired', error: { code: 'job_expired' } });
  });

  it('hands a job back at shutdown at no cost to its attempts and its calls', async () => {
    const store = harness.store();
    const id = await submitted(store, 'shutdown');
    const lease = await claimed(store, id);
    lease.countModelCall(true);
    await lease.progress({ progress: 0.5 });
    expect(await lease.handBack()).toEqual({ kind: 'written' });
    expect(harness.tasks.waiting.has(`${id}-1`)).toBe(true);
    expect((await claimed(store, id, { owner: 'worker-2' })).job).toMatchObject({
      attempt: 1,
      epoch: 2,
      model_calls: 0,
    });
  });

  it('takes no call from a job whose owner vanished', async () => {
    const store = harness.store();
    const id = await submitted(store, 'calls-of-the-dead');
    const lease = await claimed(store, id);
    lease.countModelCall(true);
    await lease.progress({ progress: 0.5 });
    lease.release();
    harness.clock.advance(16_000);
    await store.jobs.sweep({ limit: 80 });
    expect((await claimed(store, id, { owner: 'worker-2' })).job).toMatchObject({ deaths: 1, model_calls: 0 });
  });

  it('waits an outage out at no cost, ever longer, until its deadline', async () => {
    const store = harness.store();
    const id = await submitted(store, 'outage');
    const outage = new ProblemError('model_unavailable');
    const delays: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const lease = await claimed(store, id);
      lease.countModelCall(false);
      harness.clock.advance(45_000);
      const retried = await lease.retry(outage, undefined, 'outage');
      delays.push(retried.kind === 'requeued' ? retried.delayMs : Number.NaN);
    }
    expect(delays).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000, 45_000, 45_000]);
    expect((await store.jobs.get(id))?.job).toMatchObject({
      ...{ status: 'queued', attempt: 1, waits: 10, model_calls: 0, worked_ms: 0 },
    });
    // What was answered before the outage came is paid for.
    const paid = await claimed(store, id);
    paid.countModelCall(true);
    paid.countModelCall(false);
    await paid.retry(outage, undefined, 'outage');
    expect((await store.jobs.get(id))?.job).toMatchObject({ attempt: 1, waits: 11, model_calls: 1 });
    // A fault of the post's own pays as ever, and the hint of the upstream is kept.
    expect(await (await claimed(store, id)).retry(outage, 120_000, 'outage')).toEqual({
      kind: 'requeued',
      delayMs: 120_000,
    });
    for (const kind of ['requeued', 'requeued', 'gave_up']) {
      expect(await (await claimed(store, id)).retry(outage)).toMatchObject({ kind });
    }
    expect((await store.jobs.get(id))?.job.error?.message).toContain('All its attempts met a fault');
  });

  it('gives back the attempts in doubt when the outage is certain that they have met', async () => {
    const store = harness.store();
    const id = await submitted(store, 'certain');
    const away = new ProblemError('scraper_unavailable');
    for (const [blame, left] of [
      ['in_doubt', { attempt: 2, waits: 0 }],
      ['in_doubt', { attempt: 3, waits: 0 }],
      ['nobody', { attempt: 3, waits: 1 }],
      ['outage', { attempt: 1, waits: 2, doubts: [] }],
    ] as const) {
      await (await claimed(store, id)).retry(away, undefined, blame);
      expect((await store.jobs.get(id))?.job).toMatchObject(left);
    }
  });

  it.each([
    ['another problem ends it', 'scraper_unavailable', ['requeued', 'gave_up']],
    ['the same problem ends it', 'model_unavailable', ['gave_up']],
  ] as const)('gives back the attempts in doubt when %s', async (what, code, ends) => {
    const store = harness.store();
    const id = await submitted(store, what);
    await (await claimed(store, id)).retry(new ProblemError('scraper_unavailable'));
    await (await claimed(store, id)).retry(new ProblemError('model_unavailable'), undefined, 'in_doubt');
    expect((await store.jobs.get(id))?.job).toMatchObject({ attempt: 3, doubts: ['model_unavailable'] });
    for (const kind of ends) {
      expect(await (await claimed(store, id)).retry(new ProblemError(code))).toMatchObject({ kind });
    }
  });
});
