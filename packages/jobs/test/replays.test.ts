import { join } from 'node:path';
import { ProblemError } from '@sets/contract';
import {
  createLossyAnswers,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobsFacades } from '../src/index.ts';
import { claimed, type Harness, startHarness, submitted } from './support/jobs-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const options = { actor: 'ada', profileVersion: () => '1', chooseRegion: (region: string) => region };

/** So many jobs of a region of their own that ended for a reason that is not the post's. */
async function dead(region: string, count: number): Promise<string[]> {
  const store = harness.store();
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = await submitted(store, `${region}-${index}`, { chooseRegion: () => region });
    await (await claimed(store, id)).fail(new ProblemError('scraper_out_of_credits'));
    ids.push(id);
  }
  return ids;
}

/** How often each dead job was submitted again. */
async function timesReplayed(ids: readonly string[]): Promise<number[]> {
  const jobs = harness.firestore.collection('jobs');
  return await Promise.all(ids.map(async (id) => (await jobs.where('replay_of', '==', id).get()).size));
}

/** One more instance. */
const replays = (): JobsFacades['ops']['replays'] => harness.store().ops.replays;

describe('a replay', () => {
  it('keeps who counted what and when, and goes on by its id from any instance until none is left', async () => {
    const ids = await dead('goes-on', 5);
    const begun = harness.clock.now();
    const { id } = await replays().create({
      filter: { region: 'goes-on', code: 'scraper_out_of_credits' },
      actor: 'ada',
    });
    // Made later: no part of it.
    harness.clock.advance(1_000);
    const [late] = await dead('goes-on-later', 1);
    await harness.firestore.doc(`jobs/${late}`).update({ region: 'goes-on' });

    const first = await replays().run(id, { ...options, limit: 2 });
    expect(first.outcomes.map(({ outcome }) => outcome)).toEqual(['new', 'new']);
    expect(first.replay).toMatchObject({ id, by: 'ada', at: begun, count: 5, done: 2, left: 3, ended_at: null });
    expect(await replays().read(id)).toEqual(first.replay);
    // The audit is ordered by time alone.
    harness.clock.advance(1_000);
    const rest = await replays().run(id, { ...options, actor: 'bea', limit: 100 });
    expect(rest.replay).toMatchObject({ by: 'ada', count: 5, done: 5, left: 0, ended_at: harness.clock.now() });
    expect(rest.replay.filter).toMatchObject({ region: 'goes-on', code: 'scraper_out_of_credits' });
    expect(await timesReplayed(ids)).toEqual([1, 1, 1, 1, 1]);
    expect(await timesReplayed([late ?? ''])).toEqual([0]);

    expect(await harness.store().ops.audit(1)).toMatchObject([
      { actor: 'bea', action: 'replay_jobs', target: id, outcome: { new: 3 } },
    ]);
    expect(await replays().run(id, { ...options, limit: 100 })).toEqual({ replay: rest.replay, outcomes: [] });
    expect(await replays().list(1)).toEqual([rest.replay]);
  });

  it('replays and counts each job once, whoever asks at the same time', async () => {
    const ids = await dead('at-once', 6);
    const { id } = await replays().create({ filter: { region: 'at-once' }, actor: 'ada' });
    const portions = await Promise.all([1, 2, 3].map(() => replays().run(id, { ...options, limit: 100 })));
    expect(portions.flatMap(({ outcomes }) => outcomes).filter(({ outcome }) => outcome === 'new')).toHaveLength(6);
    expect(await timesReplayed(ids)).toEqual(ids.map(() => 1));
    expect(await replays().read(id)).toMatchObject({ count: 6, done: 6, left: 0 });
  });

  it('counts what it had done before its instance died, and does the rest', async () => {
    const ids = await dead('dies', 4);
    const { id } = await replays().create({ filter: { region: 'dies' }, actor: 'ada' });
    const died = new Error('the instance is gone');
    let left = 2;
    const dying = harness.store({
      crashPoint(point) {
        if (point === 'submit.after_commit') {
          left -= 1;
          if (left <= 0) {
            throw died;
          }
        }
      },
    });
    // The job that is left dead by it was submitted again all the same.
    const cut = await dying.ops.replays.run(id, { ...options, limit: 3 });
    expect(cut.outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['new', 'refused', 'refused']);
    expect(await replays().read(id)).toMatchObject({ count: 4, done: 1, left: 3 });
    const { replay } = await replays().run(id, { ...options, limit: 100 });
    expect(replay).toMatchObject({ count: 4, done: 4, left: 0 });
    expect(await timesReplayed(ids)).toEqual([1, 1, 1, 1]);
  });

  it('is applied although its answers are lost', async () => {
    const ids = await dead('lost', 2);
    const lossy = createLossyAnswers();
    const store = harness.store({ timeoutMs: 60_000, span: lossy.span });
    const { id } = await store.ops.replays.create({ filter: { region: 'lost' }, actor: 'ada' });
    lossy.lose('replay');
    await store.ops.replays.run(id, { ...options, limit: 100 });
    await replays().run(id, { ...options, limit: 100 });
    expect(await replays().read(id)).toMatchObject({ count: 2, done: 2, left: 0 });
    expect(await timesReplayed(ids)).toEqual([1, 1]);
  });

  it('leaves what was refused for the next time, and ends when what was left is purged', async () => {
    await dead('refused', 3);
    const { id } = await replays().create({ filter: { region: 'refused' }, actor: 'ada' });
    let asked = 0;
    const chooseRegion = (region: string): string => {
      asked += 1;
      if (asked > 1) {
        throw new ProblemError('overloaded');
      }
      return region;
    };
    const { outcomes, replay } = await replays().run(id, { ...options, chooseRegion, limit: 100 });
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['new', 'refused', 'refused']);
    expect(replay).toMatchObject({ done: 1, left: 2, ended_at: null });
    expect((await replays().run(id, { ...options, limit: 1 })).replay).toMatchObject({ done: 2, left: 1 });
    expect(await harness.store().ops.purge({ filter: { region: 'refused' }, limit: 10, actor: 'ada' })).toBe(1);
    const ended = await replays().run(id, { ...options, limit: 100 });
    expect(ended).toMatchObject({ outcomes: [], replay: { count: 3, done: 2, left: 0, ended_at: expect.any(Number) } });
  });

  it.each([
    ['recorded', (fixture: StoredFixture) => fixture],
    ['written by a later release', withLaterFields],
  ])('goes on where it was left, as it was %s', async (_what, form) => {
    const own = await startHarness();
    const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26-replays'));
    await restore(own.firestore, recorded.map(form));
    const { ops } = own.store();
    const id = 'rp_Q0bJm1h4T7yX2sVwZ9kLpA';
    expect(await ops.replays.read(id)).toMatchObject({ by: 'operator:ada', count: 2, done: 1, left: 1 });
    expect((await ops.replays.run(id, { ...options, limit: 10 })).replay).toMatchObject({ done: 2, left: 0 });
    await own.close();
  });

  it('is unknown under another id, and gone with the jobs that it was about', async () => {
    const { id } = await replays().create({ filter: { region: 'nowhere' }, actor: 'ada' });
    expect(await replays().read(id)).toMatchObject({ count: 0, ended_at: harness.clock.now() });
    await expect(replays().read(`${id}x`)).rejects.toMatchObject({ code: 'replay_not_found' });
    harness.clock.advance(32 * 24 * 3_600_000);
    await harness.store().ops.cleanUp(500);
    await expect(replays().run(id, { ...options, limit: 1 })).rejects.toMatchObject({ code: 'replay_not_found' });
  });
});
