import { whileTimePasses } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { storageUnavailable } from '@sets/store-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Announce, JobsFacades } from '../src/index.ts';
import type { JobNews } from '../src/lifecycle/job-news.ts';
import {
  claimed,
  type Harness,
  jobIdOf,
  outcome,
  startHarness,
  submission,
  submitted,
} from './support/jobs-harness.ts';

const HOOK = { webhook: 'we_of_caller_1' };

let harness: Harness;
let store: JobsFacades;
let told: JobNews[];
let announces: Announce;
beforeEach(async () => {
  harness = await startHarness();
  told = [];
  announces = async (news) => void told.push(...news);
  store = harness.store({ announce: (news) => announces(news) });
});
afterEach(() => harness.close());

const briefly = () => told.map(({ type, jobId, endpoint, caller }) => [type, jobId, endpoint, caller]);
const wakeOf = async (id: string) => (await store.jobs.get(id))?.job.wake_at;
const silent: Announce = () => Promise.reject(storageUnavailable(new Error('away')));

describe('the end of a job', () => {
  it.each([
    ['job.succeeded', async (id: string) => (await claimed(store, id)).complete(outcome())],
    ['job.failed', async (id: string) => (await claimed(store, id)).fail(new ProblemError('not_a_workout'))],
    ['job.canceled', (id: string) => store.views.cancel(id, 'caller-1')],
  ])('is told as %s, and nothing is owed afterwards', async (type, end) => {
    const id = await submitted(store, `ends-${type}`, HOOK);
    await end(id);
    expect(briefly()).toEqual([[type, id, HOOK.webhook, 'caller-1']]);
    expect(told[0]?.links.result === null).toBe(type !== 'job.succeeded');
    expect(await wakeOf(id)).toBeUndefined();
  });

  it('by time is told as a failure, whoever ends it', async () => {
    const id = await submitted(store, 'ends-by-time', { ...HOOK, deadlineMs: 10_000 });
    harness.tasks.waiting.clear();
    harness.clock.advance(30_000);
    await store.jobs.sweep({ limit: 80 });
    expect(briefly()).toEqual([['job.failed', id, HOOK.webhook, 'caller-1']]);
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'expired', owes: null });
  });

  it('stays owed while nobody can be told, and is told by a sweep', async () => {
    announces = silent;
    const id = await submitted(store, 'owed', HOOK);
    await (await claimed(store, id)).complete(outcome());
    expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'succeeded', owes: 'end' });
    harness.clock.advance(6_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ told: 0, skipped: 1 });
    announces = async (news) => void told.push(...news);
    harness.clock.advance(16_000);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ told: 1 });
    expect(briefly()).toEqual([['job.succeeded', id, HOOK.webhook, 'caller-1']]);
    expect(await store.jobs.sweep({ limit: 80 })).toMatchObject({ examined: 0 });
  });

  it('costs one write more with a webhook, and none without', async () => {
    const { emulator } = harness;
    const writesOf = async (more: object): Promise<number> => {
      const id = await submitted(store, `counted-${JSON.stringify(more).length}`, more);
      await (await claimed(store, id)).complete(outcome());
      return emulator.controls.writeLog({ pathPrefix: `jobs/${id}` }).length;
    };
    const without = await writesOf({});
    expect(await writesOf(HOOK)).toBe(without + 1);
    const plain = emulator.controls.writeLog({ pathPrefix: 'jobs/' }).filter(({ fields }) => fields?.webhook === null);
    expect(plain.some(({ fields }) => fields?.owes !== null)).toBe(false);
  });

  it('is not told to whoever has deleted its job, but to those who joined', async () => {
    const id = await submitted(store, 'erased', HOOK);
    const joined = await store.jobs.submit(submission('erased', { caller: 'ben', webhook: 'we_of_ben' }));
    await store.views.delete(id, 'caller-1');
    expect(told).toEqual([]);
    await (await claimed(store, id)).complete(outcome());
    expect(briefly()).toEqual([['job.succeeded', 'view' in joined ? joined.view.id : null, 'we_of_ben', 'ben']]);
  });
});

describe('a member', () => {
  it('is told under its own id, although it joined while its owner held the job', async () => {
    const id = await submitted(store, 'joined', { caller: 'caller-1' });
    const lease = await claimed(store, id);
    const joined = await store.jobs.submit(submission('joined', { caller: 'ben', webhook: 'we_of_ben' }));
    expect(jobIdOf(joined)).toBe(id);
    // Its write is refused once, and made again on the job as it is then.
    expect(await whileTimePasses(harness.clock, lease.complete(outcome()), 1)).toEqual({ kind: 'written' });
    expect(briefly()).toEqual([['job.succeeded', 'view' in joined ? joined.view.id : null, 'we_of_ben', 'ben']]);
    expect(await wakeOf(id)).toBeUndefined();
  });

  it('writes the job once, whoever joins after it', async () => {
    const id = await submitted(store, 'many');
    const { emulator } = harness;
    const written = () => emulator.controls.writeLog({ pathPrefix: `jobs/${id}` }).length;
    await store.jobs.submit(submission('many', { caller: 'ada', metadata: { a: 'b' } }));
    expect(written()).toBe(1);
    await store.jobs.submit(submission('many', { caller: 'ben', webhook: 'we_of_ben' }));
    await store.jobs.submit(submission('many', { caller: 'cem', webhook: 'we_of_cem' }));
    expect(written()).toBe(2);
  });

  it('that leaves is told at once, and not again at the end but as what it was', async () => {
    const id = await submitted(store, 'left');
    const joined = await store.jobs.submit(submission('left', { caller: 'ben', webhook: 'we_of_ben' }));
    const memberId = 'view' in joined ? joined.view.id : '';
    await store.views.cancel(memberId, 'ben');
    expect(briefly()).toEqual([['job.canceled', memberId, 'we_of_ben', 'ben']]);
    await (await claimed(store, id)).complete(outcome());
    expect(new Set(briefly().map(String))).toEqual(new Set([`job.canceled,${memberId},we_of_ben,ben`]));
  });
});

describe('a preview', () => {
  const preview = { title: 'Leg day' };

  it('is told beside the work, once, and its mark goes with the next write', async () => {
    const id = await submitted(store, 'preview', HOOK);
    const lease = await claimed(store, id);
    const telling = Promise.withResolvers<void>();
    announces = async (news) => {
      told.push(...news);
      telling.resolve();
    };
    await lease.progress({ stage: 'extracting', preview });
    expect((await store.jobs.get(id))?.job.owes).toBe('preview');
    await telling.promise;
    expect(briefly()).toEqual([['job.preview', id, HOOK.webhook, 'caller-1']]);
    await lease.progress({ progress: 0.5, preview });
    expect((await store.jobs.get(id))?.job.owes).toBeNull();
    await lease.complete(outcome());
    expect(told.map(({ type }) => type)).toEqual(['job.preview', 'job.succeeded']);
  });

  it('that was not told is told by whoever claims the job next', async () => {
    const id = await submitted(store, 'preview-owed', HOOK);
    announces = silent;
    const lease = await claimed(store, id);
    await lease.progress({ stage: 'extracting', preview });
    lease.release();
    harness.clock.advance(16_000);
    await store.jobs.sweep({ limit: 80 });
    const telling = Promise.withResolvers<void>();
    announces = async (news) => {
      told.push(...news);
      telling.resolve();
    };
    const next = await claimed(store, id, { owner: 'worker-2' });
    await telling.promise;
    expect(briefly()).toEqual([['job.preview', id, HOOK.webhook, 'caller-1']]);
    await next.complete(outcome());
  });
});

it('whoever asks again with the same endpoint has the same job; with another it is told there, too', async () => {
  const id = await submitted(store, 'again', HOOK);
  const same = await store.jobs.submit(submission('again', HOOK));
  expect(same).toMatchObject({ kind: 'joined', view: { kind: 'own', id } });
  const other = await store.jobs.submit(submission('again', { webhook: 'we_second' }));
  expect(other).toMatchObject({ kind: 'joined', view: { kind: 'member' } });
  await (await claimed(store, id)).complete(outcome());
  expect(new Set(told.map(({ endpoint }) => endpoint))).toEqual(new Set([HOOK.webhook, 'we_second']));
});
