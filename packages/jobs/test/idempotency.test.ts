import { ProblemError } from '@sets/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrashPoint, type JobsFacades, type SubmitOutcome, versionOfView } from '../src/index.ts';
import {
  claimed,
  type Harness,
  jobIdOf,
  outcome,
  startHarness,
  submission,
  submitted,
} from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

let keys = 0;
function newKey(request = 'request') {
  keys += 1;
  return { id: `key-${keys}`, request, caller: 'caller-1' };
}
const viewIdOf = (answer: SubmitOutcome): string => ('view' in answer ? answer.view.id : '');
function operations() {
  const { documentReads, documentWrites, queries } = harness.emulator.controls.operations();
  harness.emulator.controls.resetOperations();
  return { documentReads, documentWrites, queries };
}
const jobsOf = async (post: string): Promise<number> =>
  (await harness.firestore.collection('jobs').where('content_id', '==', post).get()).size;
const DAY = 24 * 3_600_000;

describe('a request that is sent again', () => {
  it('is answered with its job, running and ended, from another process too', async () => {
    const idempotency = newKey();
    const input = submission('id-new', { idempotency, metadata: { a: 'b' } });
    const first = await harness.store().jobs.submit(input);
    expect(first.kind).toBe('new');
    const again = await harness.store().jobs.submit(input);
    expect(again).toMatchObject({ kind: 'replayed', view: { kind: 'own', servedFrom: 'new' } });
    expect(viewIdOf(again)).toBe(viewIdOf(first));
    await (await claimed(harness.store(), viewIdOf(first))).complete(outcome());
    const ended = await harness.store().jobs.submit(input);
    expect(ended).toMatchObject({ kind: 'replayed', view: { snapshot: { job: { status: 'succeeded' } } } });
    expect(await jobsOf('id-new')).toBe(1);
  });

  it('joins once', async () => {
    const store = harness.store();
    const id = await submitted(store, 'id-join');
    const input = submission('id-join', { caller: 'anonymous', sharedName: true, idempotency: newKey() });
    const first = await store.jobs.submit(input);
    const again = await harness.store().jobs.submit(input);
    expect([first.kind, again.kind, viewIdOf(again)]).toEqual(['joined', 'replayed', viewIdOf(first)]);
    expect((await harness.firestore.collection('members').where('job_id', '==', id).get()).size).toBe(1);
  });

  it('is a hit once, and still when the job that made it is gone', async () => {
    const store = harness.store();
    const id = await submitted(store, 'id-hit');
    await (await claimed(store, id)).complete(outcome());
    const input = submission('id-hit', { idempotency: newKey() });
    expect(await store.jobs.submit(input)).toMatchObject({ kind: 'hit' });
    const again = await store.jobs.submit(input);
    expect(again).toMatchObject({ kind: 'replayed', view: { kind: 'value', value: { result: { title: 'Leg day' } } } });
  });

  it('counts as new once its answer is there no more, and after a day', async () => {
    const store = harness.store();
    const input = submission('id-gone', { idempotency: newKey() });
    const first = await store.jobs.submit(input);
    await store.views.delete(viewIdOf(first), 'caller-1');
    const second = await store.jobs.submit(input);
    expect([second.kind, viewIdOf(second) === viewIdOf(first)]).toEqual(['new', false]);
    await (await claimed(store, viewIdOf(second))).complete(outcome());
    harness.clock.advance(DAY - 1);
    expect((await store.jobs.submit(input)).kind).toBe('replayed');
    harness.clock.advance(1);
    expect((await store.jobs.submit(input)).kind).toBe('hit');
  });

  it('with another body is refused, whatever it would have been', async () => {
    const store = harness.store();
    const { id } = newKey();
    await store.jobs.submit(submission('id-one', { idempotency: { id, request: 'one', caller: 'caller-1' } }));
    const other = submission('id-two', { idempotency: { id, request: 'two', caller: 'caller-1' } });
    await expect(store.jobs.submit(other)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    expect(await jobsOf('id-two')).toBe(0);
  });

  it.each([
    ['the same', (n: number) => ({ post: 'id-herd', request: 'one', n })],
    ['different bodies', (n: number) => ({ post: `id-herd-${n % 2}`, request: `body-${n % 2}`, n })],
  ])('at once to two processes, with %s, is one job', async (_what, wish) => {
    const stores = [harness.store(), harness.store()];
    const { id } = newKey();
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => {
        const { post, request } = wish(n);
        return stores[n % 2]?.jobs.submit(submission(post, { idempotency: { id, request, caller: 'caller-1' } }));
      }),
    );
    const ids = answers.flatMap((one) =>
      one.status === 'fulfilled' && one.value !== undefined ? [viewIdOf(one.value)] : [],
    );
    expect(new Set(ids).size).toBe(1);
    for (const one of answers) {
      const refused = one.status === 'rejected' && one.reason instanceof ProblemError && one.reason.code;
      expect(one.status === 'fulfilled' || refused === 'idempotency_mismatch').toBe(true);
    }
    expect((await jobsOf('id-herd-0')) + (await jobsOf('id-herd-1'))).toBeLessThanOrEqual(1);
    expect(await jobsOf('id-herd')).toBe(1);
  });

  it.each<[string, (store: JobsFacades) => Promise<unknown>]>([
    ['new', async () => {}],
    ['join', (store) => submitted(store, 'id-lost-join', { caller: 'first' })],
  ])('is one %s although the first answer of its commit was lost', async (what, before) => {
    const store = harness.store();
    await before(store);
    const input = submission(`id-lost-${what}`, { caller: 'second', metadata: { a: 'b' }, idempotency: newKey() });
    harness.emulator.controls.faults.dropCommitReplies(1);
    const first = await store.jobs.submit(input);
    harness.emulator.controls.faults.clear();
    const again = await harness.store().jobs.submit(input);
    expect(viewIdOf(again)).toBe(viewIdOf(first));
    expect(await jobsOf(`id-lost-${what}`)).toBe(1);
  });
});

describe('a process that dies', () => {
  it.each<CrashPoint>([
    ...(['submit.before_commit', 'submit.after_commit', 'submit.after_dispatch'] as const),
    ...(['join.before_commit', 'join.after_commit'] as const),
  ])('at %s leaves one job to the same request, which its client sends again', async (point) => {
    const post = `id-crash-${point}`;
    const dying = harness.store({
      crashPoint(passed) {
        if (passed === point) {
          throw new Error('killed');
        }
      },
    });
    const healthy = harness.store();
    if (point.startsWith('join')) {
      await submitted(healthy, post, { caller: 'first' });
    }
    const input = submission(post, { caller: 'second', metadata: { a: 'b' }, idempotency: newKey() });
    await expect(dying.jobs.submit(input)).rejects.toThrow('killed');
    const answer = await healthy.jobs.submit(input);
    const again = await healthy.jobs.submit(input);
    expect(viewIdOf(again)).toBe(viewIdOf(answer));
    expect(await jobsOf(post)).toBe(1);
    const id = jobIdOf(answer) ?? ('view' in answer && answer.view.kind !== 'value' ? answer.view.snapshot.job.id : '');
    expect((await harness.firestore.collection('members').where('job_id', '==', id).get()).size).toBe(
      point.startsWith('join') ? 1 : 0,
    );
    // Its task may be missing; then the sweep makes it.
    harness.clock.advance(16_000);
    await healthy.jobs.sweep({ limit: 800 });
    await (await claimed(healthy, id)).complete(outcome());
  });
});

describe('what a key costs', () => {
  it('is one read and one write, and nothing without one', async () => {
    const store = harness.store();
    operations();
    await submitted(store, 'cost-plain');
    // The query, which costs a read, is an instance's first look at the posts that were taken down.
    expect(operations()).toEqual({ documentReads: 2, documentWrites: 2, queries: 1 });
    const id = await submitted(store, 'cost-key', { idempotency: newKey() });
    expect(operations()).toEqual({ documentReads: 2, documentWrites: 3, queries: 0 });
    await (await claimed(store, id)).complete(outcome());
    operations();
    await harness.store().jobs.submit(submission('cost-key', { idempotency: newKey() }));
    expect(operations()).toEqual({ documentReads: 3, documentWrites: 1, queries: 1 });
  });

  it('of a join is one read and one write more, and of reading views one or two reads', async () => {
    const store = harness.store();
    const id = await submitted(store, 'cost-join');
    const nameless = { caller: 'anonymous', sharedName: true };
    operations();
    const joined = await store.jobs.submit(submission('cost-join', nameless));
    expect(operations()).toEqual({ documentReads: 2, documentWrites: 1, queries: 0 });
    await store.jobs.submit(submission('cost-join', { ...nameless, idempotency: newKey() }));
    expect(operations()).toEqual({ documentReads: 4, documentWrites: 2, queries: 0 });
    const own = await store.views.read(id, 'caller-1');
    expect([own?.kind, operations().documentReads]).toEqual(['own', 1]);
    const member = await store.views.read(viewIdOf(joined), 'anonymous');
    expect([member?.kind, operations().documentReads]).toEqual(['member', 2]);
    expect(member === null ? '' : versionOfView(member)).toContain(viewIdOf(joined));
  });
});

describe('a batch', () => {
  it('holds its key for its whole body, and says when it was begun before', async () => {
    const [one, other] = [harness.store(), harness.store()];
    const request = newKey('batch');
    const begun = await Promise.all([one, other, one, other].map(({ jobs }) => jobs.beginBatch(request)));
    expect(begun.toSorted()).toEqual(['new', 'replayed', 'replayed', 'replayed']);
    expect(await other.jobs.beginBatch(request)).toBe('replayed');
    await expect(other.jobs.beginBatch({ ...request, request: 'else' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
  });

  it('is begun by whose commit was applied, although its answer was lost', async () => {
    const request = newKey('batch');
    harness.emulator.controls.faults.dropCommitReplies(1);
    expect(await harness.store().jobs.beginBatch(request)).toBe('new');
    expect(await harness.store().jobs.beginBatch(request)).toBe('replayed');
  });
});
