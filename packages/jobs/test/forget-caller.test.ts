import { join } from 'node:path';
import { systemClock } from '@sets/clock';
import { readStoredFixtures, restore, type StoredFixture, withLaterFields } from '@sets/store-kit/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { payerMark } from '../src/documents/charge-document.ts';
import type { Charge, JobsFacades } from '../src/index.ts';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

const DAY = '2026-11-26';
const METADATA = { note: 'plantedmetadata' };

let harness: Harness;
let store: JobsFacades;
let caller: string;
let callers = 0;
beforeAll(async () => {
  harness = await startHarness();
  store = harness.store();
});
beforeEach(() => {
  callers += 1;
  caller = `planted-caller-${callers}`;
});
afterAll(() => harness.close());

const charging = (usd = 0.02) => ({
  charge: async (): Promise<Charge> => ({ payer: caller, day: DAY, usd, settled: false }),
});
const forget = ({ ops } = store) => ops.forgetCaller({ caller, actor: 'ada', first: async () => ({}) });
const mine = () => ({ caller, metadata: METADATA, ...charging() });
const spent = () => store.charges.sum({ day: DAY, payer: caller });
let posts = 0;
function newPost(): string {
  posts += 1;
  return `forget-${posts}`;
}

async function finished(): Promise<string> {
  const id = await submitted(store, newPost(), mine());
  const lease = await claimed(store, id);
  lease.note({ spent: { usd: 0.01, scraper_credits: 1, staged_bytes: 0 } });
  await lease.complete(outcome());
  return id;
}

/** Collections in which a document, or its name, holds the word. */
async function placesOf(word: string): Promise<string[]> {
  const places: string[] = [];
  for (const collection of await harness.firestore.listCollections()) {
    const { docs } = await collection.get();
    const holds = docs.some((doc) => `${doc.id} ${JSON.stringify(doc.data())}`.includes(word));
    places.push(...(holds ? [collection.id] : []));
  }
  return places.toSorted();
}

/** The cleaning calls of the next minutes. */
async function cleanUps(): Promise<void> {
  await harness.store().ops.cleanUp(100);
  harness.clock.advance(150_000);
  await harness.store().ops.cleanUp(100);
}

it('nothing of the caller is left in any document, and its day costs what it did', async () => {
  const ended = await finished();
  const alone = await submitted(store, newPost(), mine());
  const others = newPost();
  await submitted(store, others, { caller: 'other' });
  const idempotency = { id: `key-${caller}`.padEnd(64, '0'), request: 'r', caller };
  expect((await store.jobs.submit(submission(others, { ...mine(), idempotency }))).kind).toBe('joined');
  expect(await spent()).toEqual({ jobs: 2, usd: 0.03 });

  expect(await forget()).toMatchObject({ jobs: 2, memberships: 1, requests: 1, done: true });
  expect(await placesOf(caller)).toEqual(['forgettings']);
  expect(await placesOf(METADATA.note)).toEqual([]);
  expect((await store.jobs.get(ended))?.job).toMatchObject({ status: 'succeeded', caller: '', charge: null });
  expect((await store.jobs.get(alone))?.job.status).toBe('canceled');
  // The live one is canceled before anybody has begun it.
  expect(await spent()).toEqual({ jobs: 2, usd: 0.01 });
  expect(await harness.firestore.collection('charges').where('payer', '==', caller).get()).toHaveProperty('size', 0);

  await cleanUps();
  expect(await placesOf(caller)).toEqual([]);
});

it('a job that others joined goes on for them, and its payer is forgotten when it has ended', async () => {
  const post = newPost();
  const id = await submitted(store, post, mine());
  const lease = await claimed(harness.store({ clock: systemClock }), id);
  const other = await store.jobs.submit(submission(post, { caller: 'other', metadata: { their: 'own' } }));
  expect(await forget()).toMatchObject({ jobs: 1, done: false });
  expect((await store.jobs.get(id))?.job).toMatchObject({ status: 'running', metadata: null, caller: '' });
  const { source } = lease.job;
  await lease.complete({ ...outcome(), source: { ...source, title: 'Pull day' } });
  // Its worker had begun when the link was still the caller's.
  expect((await store.jobs.get(id))?.job.source).toMatchObject({
    title: 'Pull day',
    submitted_url: source.canonical_url,
  });
  await cleanUps();
  expect(await placesOf(caller)).toEqual([]);
  const view = await store.views.read('view' in other ? other.view.id : '', 'other');
  expect(view).toMatchObject({ kind: 'member', snapshot: { job: { status: 'succeeded' } } });
});

it('hundreds of jobs are forgotten portion by portion by the cleaning calls', async () => {
  const fields = (await harness.firestore.doc(`jobs/${await finished()}`).get()).data() ?? {};
  const writer = harness.firestore.bulkWriter();
  for (let n = 0; n < 300; n += 1) {
    void writer.create(harness.firestore.doc(`jobs/${String(n).padStart(22, 'm')}`), fields);
  }
  await writer.close();
  expect(await forget()).toMatchObject({ jobs: 250, done: false });
  await cleanUps();
  expect(await placesOf(caller)).toEqual([]);
  expect((await spent()).jobs).toBe(301);
});

it('a crash halfway is made good by the next cleaning call', async () => {
  await finished();
  await submitted(store, newPost(), mine());
  const dying = harness.store({
    crashPoint(point) {
      if (point === 'erase.before_commit') {
        throw new Error('the process is gone');
      }
    },
  });
  await expect(forget(dying)).rejects.toThrow('the process is gone');
  expect(await placesOf(caller)).toContain('jobs');
  await cleanUps();
  expect(await placesOf(caller)).toEqual([]);
});

it('what comes while it is forgotten goes with the next cleaning call', async () => {
  await forget();
  harness.clock.advance(30_000);
  await submitted(store, newPost(), mine());
  await cleanUps();
  expect(await placesOf(caller)).toEqual([]);
});

it('what others keep of the caller goes with every cleaning call, until nothing can come late any more', async () => {
  const asked: string[] = [];
  const cleaning = harness.store({
    forgetElsewhere: async (name) => (name === caller ? asked.push(name) : 0),
  });
  await forget();
  await cleaning.ops.cleanUp(100);
  harness.clock.advance(60_000);
  await cleaning.ops.cleanUp(100);
  harness.clock.advance(90_000);
  await cleaning.ops.cleanUp(100);
  await cleaning.ops.cleanUp(100);
  expect(asked).toEqual([caller, caller, caller]);
});

it('nobody is taken for forgotten while what others keep cannot be removed', async () => {
  const failing = harness.store({ forgetElsewhere: () => Promise.reject(new Error('away')) });
  await forget();
  harness.clock.advance(150_000);
  await expect(failing.ops.cleanUp(100)).rejects.toThrow('away');
  expect(await placesOf(caller)).toEqual(['forgettings']);
  await cleanUps();
  expect(await placesOf(caller)).toEqual([]);
});

it('a job and a membership that nobody can read are removed', async () => {
  const id = await finished();
  await harness.firestore.doc(`jobs/${id}`).update({ status: 'of a later release' });
  await harness.firestore.doc('members/m_malformed').set({ caller, job_id: 7 });
  await forget();
  await cleanUps();
  expect(await placesOf(caller)).toEqual([]);
  expect((await spent()).usd).toBeCloseTo(0.01);
});

it('a removed charge tells nobody’s name, and is told from another payer’s and another day’s', () => {
  const mark = payerMark({ payer: 'ada', day: DAY });
  expect(mark).not.toContain('ada');
  expect(
    new Set([mark, payerMark({ payer: 'bob', day: DAY }), payerMark({ payer: 'ada', day: '2026-11-27' })]).size,
  ).toBe(3);
});

it.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['as this release stores them', (fixture) => fixture],
  ['with fields of a later release', withLaterFields],
])('what was begun and kept, %s, is ended and counted', async (_what, form) => {
  const other = await startHarness();
  const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26-forgetting'));
  await restore(other.firestore, recorded.map(form));
  other.clock.advance(150_000);
  const { ops, charges } = other.store();
  expect(await charges.sum({ day: '2026-11-23', payer: 'ada' })).toEqual({ jobs: 1, usd: 0.02 });
  expect(await ops.cleanUp(10)).toMatchObject({ forgotten: 1 });
  for (const collection of ['idempotency', 'forgettings']) {
    expect((await other.firestore.collection(collection).get()).size).toBe(0);
  }
  await other.close();
});
