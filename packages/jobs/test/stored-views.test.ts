import { join } from 'node:path';
import {
  fixtureId,
  fixtureNamed,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOfView, type JobsFacades } from '../src/index.ts';
import { type Harness, startHarness, submission } from './support/jobs-harness.ts';

const recorded = ['2026-11-26', '2026-11-26-joined']
  .flatMap((date) => readStoredFixtures(join(import.meta.dirname, 'fixtures/stored', date)))
  .filter(({ name }) => /^(job|member|idempotency)-/.test(name));
const POST = '7300000000000000041';
const idOf = (name: string): string => fixtureId(fixtureNamed(recorded, name));

describe.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as they were recorded', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])('views, members and repeated requests %s', (_what, form) => {
  let harness: Harness;
  let store: JobsFacades;
  beforeAll(async () => {
    harness = await startHarness();
    await restore(harness.firestore, recorded.map(form));
    harness.clock.advance(30_000);
    store = harness.store();
  });
  afterAll(() => harness.close());
  const bodyOf = async (id: string, caller: string) => {
    const view = await store.views.read(id, caller);
    return view === null ? null : bodyOfView(view);
  };

  it('open what they opened, each to its caller alone', async () => {
    expect(await bodyOf(idOf('job-with-deadline'), 'caller-1')).toMatchObject({
      ...{ status: 'queued', metadata: { list: 'pull' }, deadline_at: '2026-11-23T12:01:00.000Z' },
    });
    expect(await bodyOf(idOf('member-waiting'), 'caller-2')).toMatchObject({
      ...{ status: 'queued', metadata: { list: 'push' }, deadline_at: '2026-11-23T12:02:00.000Z' },
    });
    expect(await bodyOf(idOf('member-left'), 'caller-3')).toMatchObject({ status: 'canceled', metadata: null });
    expect(await bodyOf(idOf('member-waiting'), 'caller-3')).toBeNull();
  });

  it('are found by the request that joined', async () => {
    const { jobs } = await store.ops.search({ filter: { requestId: 'order:78.a' }, limit: 5 });
    expect(jobs.map(({ job }) => job.id)).toEqual([idOf('job-with-deadline')]);
    expect(await bodyOf(idOf('member-with-request'), 'caller-4')).toMatchObject({ status: 'queued', metadata: null });
  });

  it('are in the list of their caller', async () => {
    expect((await store.views.list({ caller: 'caller-2', limit: 5 })).views.map(({ id }) => id)).toEqual([
      idOf('member-waiting'),
    ]);
  });

  it('answer a repeated request, and refuse another of the same key', async () => {
    const repeated = (request: string) =>
      submission(POST, {
        caller: 'caller-2',
        idempotency: { id: idOf('idempotency-joined'), request, caller: 'caller-2' },
      });
    const answer = await store.jobs.submit(repeated('b'.repeat(64)));
    expect(answer).toMatchObject({ kind: 'replayed', view: { id: idOf('member-waiting') } });
    await expect(store.jobs.submit(repeated('else'))).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    const batch = { id: idOf('idempotency-batch'), request: 'd'.repeat(64), caller: 'caller-2' };
    expect(await store.jobs.beginBatch(batch)).toBe('replayed');
  });

  it('keep the job alive until the last of their deadlines', async () => {
    const id = idOf('job-with-deadline');
    const status = async () => (await store.jobs.get(id))?.job.status;
    harness.clock.advance(60_000);
    await store.jobs.sweep({ limit: 800 });
    expect(await status()).toBe('queued');
    harness.clock.advance(10 * 60_000);
    await store.jobs.sweep({ limit: 800 });
    expect(await status()).toBe('expired');
  });
});
