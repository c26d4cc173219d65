import { ProblemError } from '@sets/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, type JobsFacades } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

describe("operators' levers", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  // The audit is ordered by time alone.
  beforeEach(() => harness.clock.advance(1_000));
  afterAll(() => harness.close());
  const replaying = { actor: 'ada', profileVersion: () => '1', chooseRegion: (region: string) => region };
  const lastAudit = async () => (await harness.store().ops.audit(1))[0];

  /** A job that ended for a reason that is not the post's. */
  async function dead(contentId: string, more: Parameters<typeof submission>[1] = {}): Promise<string> {
    const store = harness.store();
    const id = await submitted(store, contentId, more);
    await (await claimed(store, id)).fail(new ProblemError('scraper_out_of_credits'));
    harness.clock.advance(1_000);
    return id;
  }

  it('finds jobs by id, content, problem, state, region and time, page by page', async () => {
    const { ops } = harness.store();
    const first = await dead('find-1', { chooseRegion: () => 'europe-west1' });
    const middle = harness.clock.now();
    const second = await dead('find-2', { chooseRegion: () => 'europe-west1' });
    const third = await submitted(harness.store(), 'find-3', { chooseRegion: () => 'europe-west1' });
    const search = async (filter: Parameters<JobsFacades['ops']['search']>[0]['filter']) =>
      (await ops.search({ filter, limit: 10 })).jobs.map(({ job }) => job.id);
    expect(await search({ id: first })).toEqual([first]);
    expect(await search({ id: 'no-such-job-at-all' })).toEqual([]);
    expect(await search({ platform: 'tiktok', contentId: 'find-2' })).toEqual([second]);
    expect(await search({ code: 'scraper_out_of_credits', region: 'europe-west1' })).toEqual([second, first]);
    expect(await search({ dead: true, region: 'europe-west1', createdBeforeMs: middle })).toEqual([first]);
    expect(await search({ region: 'europe-west1', createdFromMs: middle })).toEqual([third, second]);
    expect(await search({ status: 'queued', region: 'europe-west1' })).toEqual([third]);
    expect(await ops.count({ region: 'europe-west1' })).toBe(3);

    const page = await ops.search({ filter: { region: 'europe-west1' }, limit: 2 });
    expect(page.jobs.map(({ job }) => job.id)).toEqual([third, second]);
    const after = decodeCursor(encodeCursor(page.next ?? { createdAtMs: 0, id: '' }));
    const rest = await ops.search({ filter: { region: 'europe-west1' }, limit: 2, after });
    expect(rest).toMatchObject({ jobs: [{ job: { id: first } }], next: null });
    expect(() => decodeCursor('nonsense')).toThrow(ProblemError);
  });

  it('lists the others when one job cannot be read', async () => {
    const region = 'list-only';
    const [older, broken, newer] = [
      await dead('list-1', { chooseRegion: () => region }),
      await dead('list-2', { chooseRegion: () => region }),
      await dead('list-3', { chooseRegion: () => region }),
    ];
    await harness.firestore.doc(`jobs/${broken}`).update({ lease: { renewed_at: 'never' } });
    const { ops } = harness.store();
    const page = await ops.search({ filter: { region }, limit: 2 });
    expect(page.jobs.map(({ job }) => job.id)).toEqual([newer]);
    if (page.next === null) {
      throw new Error('one more is there');
    }
    const rest = await ops.search({ filter: { region }, limit: 2, after: page.next });
    expect(rest.jobs.map(({ job }) => job.id)).toEqual([older]);
    await harness.firestore.doc(`jobs/${broken}`).delete();
  });

  it("lists a caller's own jobs only", async () => {
    const store = harness.store();
    const mine = await submitted(store, 'own-1', { caller: 'owner' });
    expect((await store.views.list({ caller: 'owner', limit: 10 })).views.map(({ id }) => id)).toEqual([mine]);
  });

  it('replays one dead job as a new submit, and no other job', async () => {
    const { ops } = harness.store();
    const id = await dead('replay-one');
    const replayed = await ops.replay(id, replaying);
    expect(replayed).toMatchObject({ id, outcome: 'new' });
    const again = await harness.store().jobs.get(replayed.jobId ?? '');
    expect(again?.job).toMatchObject({ status: 'queued', replay_of: id, content_id: 'replay-one' });
    expect((await harness.store().jobs.get(id))?.job).toMatchObject({ dead: false, replayed_by: replayed.jobId });
    expect(await lastAudit()).toMatchObject({ actor: 'ada', action: 'replay_job', target: id, outcome: { ok: true } });
    await expect(ops.replay(id, replaying)).rejects.toMatchObject({ code: 'job_finished' });
    await expect(ops.replay('no-such-job-at-all', replaying)).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('replays many by filter, says of each what became of it, and refuses to mean all', async () => {
    const { ops } = harness.store();
    const fresh = await dead('replay-many-1', { chooseRegion: () => 'us-east1' });
    const solved = await dead('replay-many-2', { chooseRegion: () => 'us-east1' });
    await (await claimed(harness.store(), await submitted(harness.store(), 'replay-many-2'))).complete(outcome());
    const running = await dead('replay-many-3', { chooseRegion: () => 'us-east1' });
    await submitted(harness.store(), 'replay-many-3');
    const filter = { region: 'us-east1' };
    expect(await ops.count({ ...filter, dead: true })).toBe(3);
    const { id } = await ops.replays.create({ filter, actor: 'ada' });
    const { outcomes } = await ops.replays.run(id, { limit: 100, ...replaying });
    expect(Object.fromEntries(outcomes.map(({ id, outcome: what }) => [id, what]))).toEqual({
      [fresh]: 'new',
      [solved]: 'known',
      [running]: 'joined',
    });
    expect(await ops.count({ ...filter, dead: true })).toBe(0);
    expect(await lastAudit()).toMatchObject({ action: 'replay_jobs', outcome: { new: 1, known: 1, joined: 1 } });
    for (const nothing of [{}, { dead: true }]) {
      await expect(ops.replays.create({ filter: nothing, actor: 'ada' })).rejects.toMatchObject({
        code: 'invalid_request',
      });
      await expect(ops.purge({ filter: nothing, limit: 100, actor: 'ada' })).rejects.toMatchObject({
        code: 'invalid_request',
      });
    }
  });

  it('does not replay or purge what the post itself is to blame for', async () => {
    const store = harness.store();
    const id = await submitted(store, 'no-workout', { chooseRegion: () => 'asia-southeast1' });
    await (await claimed(store, id)).fail(new ProblemError('not_a_workout'));
    const filter = { region: 'asia-southeast1' };
    expect(await store.ops.replays.create({ filter, actor: 'ada' })).toMatchObject({ count: 0, left: 0 });
    expect(await store.ops.purge({ filter: { region: 'asia-southeast1' }, limit: 10, actor: 'ada' })).toBe(0);
  });

  it('purges dead jobs with their members', async () => {
    const store = harness.store();
    const id = await submitted(store, 'purge', { chooseRegion: () => 'purged' });
    await store.jobs.submit(submission('purge', { caller: 'other', metadata: { a: 'b' } }));
    await (await claimed(store, id)).fail(new ProblemError('internal'));
    const alive = await submitted(store, 'purge-alive', { chooseRegion: () => 'purged' });
    expect(await store.ops.purge({ filter: { region: 'purged' }, limit: 10, actor: 'ada' })).toBe(1);
    expect(await store.jobs.get(id)).toBeNull();
    expect((await harness.firestore.collection('members').where('job_id', '==', id).get()).empty).toBe(true);
    expect(await store.jobs.get(alive)).not.toBeNull();
    expect(await lastAudit()).toMatchObject({ action: 'purge_jobs', outcome: { purged: 1 } });
  });

  it('invalidates one result and leaves the job under way alone', async () => {
    const store = harness.store();
    const id = await submitted(store, 'invalid');
    await (await claimed(store, id)).complete(outcome('wrong'));
    const key = (await store.jobs.get(id))?.job.key ?? '';
    harness.clock.advance(60_000);
    const refresh = await store.jobs.submit(submission('invalid', { forceRefresh: true, operate: true }));
    expect(await store.ops.invalidate(key, 'ada')).toBe(true);
    expect(await store.jobs.lookup(key)).toBeNull();
    expect(await store.jobs.submit(submission('invalid'))).toMatchObject({
      kind: 'joined',
      snapshot: { job: { id: refresh.kind === 'new' ? refresh.snapshot.job.id : '' } },
    });
    if (refresh.kind === 'new') {
      await (await claimed(store, refresh.snapshot.job.id)).complete(outcome('right'));
    }
    expect(await store.jobs.lookup(key)).toMatchObject({ value: { result: { title: 'right' } } });
    expect(await store.ops.invalidate(key, 'ada')).toBe(true);
    expect((await harness.firestore.doc(`results/${key}`).get()).exists).toBe(false);
    expect(await store.ops.invalidate(key, 'ada')).toBe(false);
  });

  it('cleans up what expired a day ago, except what is still alive', async () => {
    const store = harness.store();
    await (await claimed(store, await submitted(store, 'expired'))).complete(outcome());
    const alive = await submitted(store, 'alive');
    expect(Object.values(await store.ops.cleanUp(500)).every((gone) => gone === 0)).toBe(true);
    harness.clock.advance(60 * 24 * 3_600_000);
    const report = await store.ops.cleanUp(500);
    expect(report.jobs).toBeGreaterThan(5);
    expect(report.results).toBeGreaterThan(5);
    expect(await store.jobs.get(alive)).not.toBeNull();
    expect(await store.ops.cleanUp(500)).toMatchObject({ jobs: 0, results: 0 });
  });
});
