import type { DocumentSnapshot, QuerySnapshot } from '@google-cloud/firestore';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestEmulator, type TestEmulator } from './connect.ts';
import { rawClient } from './raw-client.ts';
import { snapshots } from './snapshots.ts';

let emulator: TestEmulator;
beforeEach(async () => {
  emulator = await startTestEmulator();
});
afterEach(() => emulator.close());

test('a commit that is applied and answered UNAVAILABLE surfaces as ALREADY_EXISTS', async () => {
  const { firestore, controls } = emulator;
  controls.faults.dropCommitReplies(1, 'jobs/');
  await firestore.doc('other/x').create({ v: 1 });
  await expect(firestore.doc('jobs/a').create({ v: 1 })).rejects.toMatchObject({ code: 6 });
  expect((await firestore.doc('jobs/a').get()).data()).toEqual({ v: 1 });
  await firestore.doc('jobs/b').create({ v: 1 });
  expect(controls.writeLog().map((entry) => entry.path)).toEqual(['other/x', 'jobs/a', 'jobs/b']);
});

test('a transaction whose applied commit is answered UNAVAILABLE runs again on what it wrote', async () => {
  const { firestore, controls } = emulator;
  const ref = firestore.doc('jobs/a');
  await ref.set({ epoch: 1, nonce: 'none' });
  controls.faults.dropCommitReplies(1);
  const seen: string[] = [];
  await firestore.runTransaction(async (transaction) => {
    const job = await transaction.get(ref);
    seen.push(job.get('nonce'));
    if (job.get('nonce') !== 'mine') {
      transaction.update(ref, { epoch: job.get('epoch') + 1, nonce: 'mine' });
    }
  });
  expect(seen).toEqual(['none', 'mine']);
  expect((await ref.get()).get('epoch')).toBe(2);
});

test('an outage refuses everything and ends on time; the client comes through', async () => {
  const { firestore, controls } = emulator;
  controls.faults.unavailable(300);
  const { writeTime } = await firestore.doc('c/d').set({ v: 1 });
  expect((await firestore.doc('c/d').get()).updateTime?.isEqual(writeTime)).toBe(true);
  expect(controls.operations().rpcs.commit).toBeGreaterThan(1);
  expect(controls.operations().commits).toBe(1);
});

test('listeners cut by an outage resume and learn what they missed', async () => {
  const { firestore, controls } = emulator;
  const collection = firestore.collection('c');
  await Promise.all(['a', 'b', 'c'].map((id, n) => collection.doc(id).set({ n })));
  const all = snapshots<QuerySnapshot>((next, fail) => collection.where('n', '>=', 0).onSnapshot(next, fail));
  const top = snapshots<QuerySnapshot>((next, fail) => collection.orderBy('n').limit(1).onSnapshot(next, fail));
  const one = snapshots<DocumentSnapshot>((next, fail) => collection.doc('b').onSnapshot(next, fail));
  await Promise.all([all.next(), top.next(), one.next()]);
  controls.faults.unavailable();
  controls.faults.clear();
  // The streams are down and back off; these changes happen while nobody listens.
  await collection.doc('a').delete();
  await collection.doc('b').update({ n: 5 });
  await collection.doc('d').set({ n: 9 });
  await collection.doc('c').update({ n: -1 });
  const final = async (seen: { next(): Promise<QuerySnapshot> }, expected: string[]) => {
    let ids: string[] = [];
    while (ids.join() !== expected.join()) {
      ids = (await seen.next()).docs.map((doc) => doc.id);
    }
  };
  await final(all, ['b', 'd']);
  await final(top, ['c']);
  let b = await one.next();
  while (b.get('n') !== 5) {
    b = await one.next();
  }
  // Each came back once: told everything, none had to drop its view and ask anew.
  expect(controls.operations().rpcs.listen).toBe(6);
  for (const seen of [all, top, one]) {
    seen.stop();
  }
});

test('a full disk refuses commits whole, and reads go on', async () => {
  const { firestore, controls } = emulator;
  await firestore.doc('c/old').set({ v: 1 });
  controls.faults.diskFull();
  const batch = firestore.batch();
  batch.set(firestore.doc('c/old'), { v: 2 });
  batch.set(firestore.doc('c/new'), { v: 2 });
  const pending = batch.commit();
  const raw = rawClient(emulator.port);
  expect(await raw.commit({ 'c/raw': {} })).toBe(8);
  raw.close();
  expect((await firestore.collection('c').where('v', '>', 0).get()).docs.map((doc) => doc.data())).toEqual([{ v: 1 }]);
  expect(controls.writeLog()).toHaveLength(1);
  controls.faults.clear();
  await pending;
  expect((await firestore.collection('c').get()).docs.map((doc) => doc.id)).toEqual(['new', 'old']);
});

test('added latency delays every call', async () => {
  const { firestore, controls } = emulator;
  await firestore.doc('c/d').set({ v: 1 });
  controls.faults.latency(80);
  const start = performance.now();
  await firestore.doc('c/d').get();
  expect(performance.now() - start).toBeGreaterThanOrEqual(79);
});

test('operations are counted as Firestore bills them', async () => {
  const { firestore, controls } = emulator;
  const collection = firestore.collection('c');
  await firestore.doc('c/warm').get();
  controls.resetOperations();
  const batch = firestore.batch();
  for (let n = 0; n < 3; n++) {
    batch.set(collection.doc(`d${n}`), { n });
  }
  await batch.commit();
  await collection.doc('d0').delete();
  await firestore.getAll(collection.doc('d1'), collection.doc('none'));
  await collection.get();
  await collection.where('n', '==', 77).get();
  await collection.count().get();
  await expect(collection.doc('d1').create({})).rejects.toThrow();
  expect(controls.operations()).toEqual({
    documentReads: 2 + 2 + 1 + 1,
    listenerReads: 0,
    documentWrites: 3,
    documentDeletes: 1,
    queries: 2,
    aggregations: 1,
    commits: 2,
    rpcs: { commit: 3, batchGetDocuments: 1, runQuery: 2, runAggregationQuery: 1 },
  });
});
