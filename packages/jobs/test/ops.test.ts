import { ProblemError } from '@sets/contract';
import { listAudit } from '@sets/store-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  cleanUp,
  countJobs,
  decodeCursor,
  encodeCursor,
  invalidateResult,
  purgeJobs,
  replayJob,
  replayJobs,
  searchJobs,
} from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/store-harness.ts';

describe("operators' levers", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  // The audit is ordered by time alone.
  beforeEach(() => harness.clock.advance(1_000));
  afterAll(() => harness.close());
  const replaying = { actor: 'ada', profileVersion: () => '1', route: (region: string) => region };
  const lastAudit = async () => (await listAudit(harness.store().context, 1))[0];

  /** A job that ended for a reason that is not the post's. */
  async function dead(contentId: string, more: Parameters<typeof submission>[1] = {}): Promise<string> {
    const store = harness.store();
    const id = await submitted(store, contentId, more);
    await (await claimed(store, id)).fail(new ProblemError('scraper_out_of_credits'));
    harness.clock.advance(1_000);
    return id;
  }

  it('finds jobs by id, content, problem, state, region and time, page by page', async () => {
    const { context } = harness.store();
    const first = await dead('find-1', { region: 'europe-west1' });
    const middle = harness.clock.now();
    const second = await dead('find-2', { region: 'europe-west1' });
    const third = await submitted(harness.store(), 'find-3', { region: 'europe-west1' });
    const search = async (filter: Parameters<typeof searchJobs>[1]['filter']) =>
      (await searchJobs(context, { filter, limit: 10 })).jobs.map(({ id }) => id);
    expect(await search({ id: first })).toEqual([first]);
    expect(await search({ id: 'no-such-job-at-all' })).toEqual([]);
    expect(await search({ platform: 'tiktok', contentId: 'find-2' })).toEqual([second]);
    expect(await search({ code: 'scraper_out_of_credits', region: 'europe-west1' })).toEqual([second, first]);
    expect(await search({ dead: true, region: 'europe-west1', createdBeforeMs: middle })).toEqual([first]);
    expect(await search({ region: 'europe-west1', createdFromMs: middle })).toEqual([third, second]);
    expect(await search({ status: 'queued', region: 'europe-west1' })).toEqual([third]);
    expect(await countJobs(context, { region: 'europe-west1' })).toBe(3);

    const page = await searchJobs(context, { filter: { region: 'europe-west1' }, limit: 2 });
    expect(page.jobs.map(({ id }) => id)).toEqual([third, second]);
    const after = decodeCursor(encodeCursor(page.next ?? { createdAtMs: 0, id: '' }));
    const rest = await searchJobs(context, { filter: { region: 'europe-west1' }, limit: 2, after });
    expect(rest).toMatchObject({ jobs: [{ id: first }], next: null });
    expect(() => decodeCursor('nonsense')).toThrow(ProblemError);
  });

  it('lists the others when one job cannot be read', async () => {
    const region = 'list-only';
    const [older, broken, newer] = [
      await dead('list-1', { region }),
      await dead('list-2', { region }),
      await dead('list-3', { region }),
    ];
    await harness.firestore.doc(`jobs/${broken}`).update({ lease: { renewed_at: 'never' } });
    const { context } = harness.store();
    const page = await searchJobs(context, { filter: { region }, limit: 2 });
    expect(page.jobs.map(({ id }) => id)).toEqual([newer]);
    if (page.next === null) {
      throw new Error('one more is there');
    }
    const rest = await searchJobs(context, { filter: { region }, limit: 2, after: page.next });
    expect(rest.jobs.map(({ id }) => id)).toEqual([older]);
    await harness.firestore.doc(`jobs/${broken}`).delete();
  });

  it("lists a caller's own jobs only", async () => {
    const store = harness.store();
    const mine = await submitted(store, 'own-1', { caller: 'owner' });
    expect((await store.listJobs({ caller: 'owner', limit: 10 })).jobs.map(({ id }) => id)).toEqual([mine]);
  });

  it('replays one dead job as a new submit, and no other job', async () => {
    const { context } = harness.store();
    const id = await dead('replay-one');
    const replayed = await replayJob(context, id, replaying);
    expect(replayed).toMatchObject({ id, outcome: 'new' });
    const again = await harness.store().getJob(replayed.jobId ?? '');
    expect(again?.job).toMatchObject({ status: 'queued', replay_of: id, content_id: 'replay-one' });
    expect((await harness.store().getJob(id))?.job).toMatchObject({ dead: false, replayed_by: replayed.jobId });
    expect(await lastAudit()).toMatchObject({ actor: 'ada', action: 'replay_job', target: id, outcome: { ok: true } });
    await expect(replayJob(context, id, replaying)).rejects.toMatchObject({ code: 'job_finished' });
    await expect(replayJob(context, 'no-such-job-at-all', replaying)).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('replays many by filter, says of each what became of it, and refuses to mean all', async () => {
    const { context } = harness.store();
    const fresh = await dead('replay-many-1', { region: 'us-east1' });
    const solved = await dead('replay-many-2', { region: 'us-east1' });
    await (await claimed(harness.store(), await submitted(harness.store(), 'replay-many-2'))).complete(outcome());
    const running = await dead('replay-many-3', { region: 'us-east1' });
    await submitted(harness.store(), 'replay-many-3');
    const filter = { region: 'us-east1' };
    expect(await countJobs(context, { ...filter, dead: true })).toBe(3);
    const outcomes = await replayJobs(context, filter, 100, replaying);
    expect(Object.fromEntries(outcomes.map(({ id, outcome: what }) => [id, what]))).toEqual({
      [fresh]: 'new',
      [solved]: 'known',
      [running]: 'joined',
    });
    expect(await countJobs(context, { ...filter, dead: true })).toBe(0);
    expect(await lastAudit()).toMatchObject({ action: 'replay_jobs', outcome: { new: 1, known: 1, joined: 1 } });
    for (const nothing of [{}, { dead: true }]) {
      await expect(replayJobs(context, nothing, 100, replaying)).rejects.toMatchObject({ code: 'invalid_request' });
      await expect(purgeJobs(context, nothing, 100, 'ada')).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });

  it('does not replay or purge what the post itself is to blame for', async () => {
    const store = harness.store();
    const id = await submitted(store, 'no-workout', { region: 'asia-southeast1' });
    await (await claimed(store, id)).fail(new ProblemError('not_a_workout'));
    expect(await replayJobs(store.context, { region: 'asia-southeast1' }, 10, replaying)).toEqual([]);
    expect(await purgeJobs(store.context, { region: 'asia-southeast1' }, 10, 'ada')).toBe(0);
  });

  it('purges dead jobs with their members', async () => {
    const store = harness.store();
    const id = await submitted(store, 'purge', { region: 'purged' });
    await store.submitJob(submission('purge', { caller: 'other', metadata: { a: 'b' } }));
    await (await claimed(store, id)).fail(new ProblemError('internal'));
    const alive = await submitted(store, 'purge-alive', { region: 'purged' });
    expect(await purgeJobs(store.context, { region: 'purged' }, 10, 'ada')).toBe(1);
    expect(await store.getJob(id)).toBeNull();
    expect((await harness.firestore.collection(`jobs/${id}/members`).get()).empty).toBe(true);
    expect(await store.getJob(alive)).not.toBeNull();
    expect(await lastAudit()).toMatchObject({ action: 'purge_jobs', outcome: { purged: 1 } });
  });

  it('invalidates one result and leaves the job under way alone', async () => {
    const store = harness.store();
    const id = await submitted(store, 'invalid');
    await (await claimed(store, id)).complete(outcome('wrong'));
    const key = (await store.getJob(id))?.job.key ?? '';
    const refresh = await store.submitJob(submission('invalid', { forceRefresh: true, operate: true }));
    expect(await invalidateResult(store.context, key, 'ada')).toBe(true);
    expect(await store.lookupResult(key)).toBeNull();
    expect(await store.submitJob(submission('invalid'))).toMatchObject({
      kind: 'joined',
      snapshot: { id: refresh.kind === 'new' ? refresh.snapshot.id : '' },
    });
    if (refresh.kind === 'new') {
      await (await claimed(store, refresh.snapshot.id)).complete(outcome('right'));
    }
    expect(await store.lookupResult(key)).toMatchObject({ value: { result: { title: 'right' } } });
    expect(await invalidateResult(store.context, key, 'ada')).toBe(true);
    expect((await harness.firestore.doc(`results/${key}`).get()).exists).toBe(false);
    expect(await invalidateResult(store.context, key, 'ada')).toBe(false);
  });

  it('cleans up what expired a day ago, except what is still alive', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'expired'))).complete(outcome());
    const alive = await submitted(store, 'alive');
    expect(await cleanUp(store.context, 500)).toEqual({ results: 0, jobs: 0, links: 0, fleet: 0, stats: 0 });
    harness.clock.advance(60 * 24 * 3_600_000);
    const report = await cleanUp(store.context, 500);
    expect(report.jobs).toBeGreaterThan(5);
    expect(report.results).toBeGreaterThan(5);
    expect(await store.getJob(alive)).not.toBeNull();
    expect(await cleanUp(store.context, 500)).toMatchObject({ jobs: 0, results: 0 });
  });
});
