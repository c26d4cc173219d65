import { randomUUID } from 'node:crypto';
import { type CollectionReference, FieldPath, FieldValue, type Firestore, Timestamp } from '@google-cloud/firestore';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aggregationContract } from './contract-aggregation.ts';
import { type ContractContext, code } from './contract-context.ts';
import { listenContract } from './contract-listen.ts';
import { queryContract } from './contract-query.ts';
import { transactionContract } from './contract-transaction.ts';

export interface Connection {
  firestore: Firestore;
  close(): Promise<void>;
}

/** What the official client relies on. Passes on any Firestore; `connect` opens one client to it. */
export function firestoreContract(connect: () => Promise<Connection>): void {
  let connection: Connection;
  let collection: CollectionReference;
  const context: ContractContext = {
    firestore: () => connection.firestore,
    collection: () => collection,
  };
  beforeAll(async () => {
    connection = await connect();
  });
  beforeEach(() => {
    collection = connection.firestore.collection(`contract-${randomUUID()}`);
  });
  afterAll(async () => {
    await connection.firestore.terminate();
    await connection.close();
  });
  describe('documents', () => documentContract(context));
  describe('preconditions', () => preconditionContract(context));
  describe('transforms', () => transformContract(context));
  describe('transactions', () => transactionContract(context));
  describe('queries', () => queryContract(context));
  describe('aggregations', () => aggregationContract(context));
  describe('listeners', () => listenContract(context));
}

function documentContract({ firestore, collection }: ContractContext): void {
  test('every type comes back as it was written', async () => {
    const data = {
      text: 'grün \u0000 🏋',
      integer: 7,
      big: 9_007_199_254_740_991,
      double: 1.5,
      nan: Number.NaN,
      infinity: Number.NEGATIVE_INFINITY,
      negativeZero: -0,
      yes: true,
      nothing: null,
      time: new Timestamp(1_700_000_000, 123_456_000),
      bytes: Buffer.from([0, 255, 1]),
      list: [1, 'a', { b: [2] }],
      empty: { map: {}, list: [] },
      nested: { a: { b: { c: 1 } } },
      reference: collection().doc('other'),
      vector: FieldValue.vector([1, 2.5]),
    };
    const ref = collection().doc();
    const { writeTime } = await ref.create(data);
    const read = await ref.get();
    expect(read.data()).toEqual(data);
    expect(read.updateTime?.isEqual(writeTime)).toBe(true);
    expect(read.createTime?.isEqual(writeTime)).toBe(true);
    expect(read.readTime.valueOf() >= writeTime.valueOf()).toBe(true);
  });

  test('a missing document is reported as missing', async () => {
    const read = await collection().doc('none').get();
    expect(read.exists).toBe(false);
  });

  test('set replaces, merge keeps, mergeFields takes only what it names', async () => {
    const ref = collection().doc();
    await ref.set({ a: 1, deep: { x: 1, y: 2 } });
    await ref.set({ deep: { x: 9 }, b: FieldValue.delete() }, { merge: true });
    expect((await ref.get()).data()).toEqual({ a: 1, deep: { x: 9, y: 2 } });
    await ref.set({ a: 5, deep: { y: 7 } }, { mergeFields: ['deep.y'] });
    expect((await ref.get()).data()).toEqual({ a: 1, deep: { x: 9, y: 7 } });
    await ref.set({ only: true });
    expect((await ref.get()).data()).toEqual({ only: true });
  });

  test('update reaches nested and quoted fields and deletes', async () => {
    const ref = collection().doc();
    await ref.set({ a: { b: 1, c: 2 }, 'odd.na`me\\': 1, d: 1 });
    await ref.update({ 'a.b': FieldValue.delete(), 'a.new.deep': 3, d: FieldValue.delete() });
    await ref.update(new FieldPath('odd.na`me\\'), 2);
    expect((await ref.get()).data()).toEqual({ a: { c: 2, new: { deep: 3 } }, 'odd.na`me\\': 2 });
  });

  test('update times grow strictly, also for writes at the same moment', async () => {
    const times = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => (await collection().doc(`d${i}`).set({ i })).writeTime.valueOf()),
    );
    const ref = collection().doc('one');
    for (let i = 0; i < 5; i++) {
      times.push((await ref.set({ i })).writeTime.valueOf());
    }
    expect(new Set(times).size).toBe(times.length);
    expect(times.slice(-5)).toEqual(times.slice(-5).sort());
  });

  test('a batch is all or nothing', async () => {
    const existing = collection().doc('existing');
    await existing.set({ v: 1 });
    const batch = firestore().batch();
    batch.set(collection().doc('fresh'), { v: 1 });
    batch.update(existing, { v: 2 });
    batch.create(existing, { v: 3 });
    await expect(batch.commit()).rejects.toMatchObject({ code: code.ALREADY_EXISTS });
    expect((await existing.get()).data()).toEqual({ v: 1 });
    expect((await collection().get()).size).toBe(1);
  });

  test('a batch may write one document twice, in order', async () => {
    const ref = collection().doc();
    const batch = firestore().batch();
    batch.set(ref, { n: 1 });
    batch.update(ref, { n: FieldValue.increment(2), m: 1 });
    await batch.commit();
    expect((await ref.get()).data()).toEqual({ n: 3, m: 1 });
  });

  test('BulkWriter reports each write on its own', async () => {
    await collection().doc('taken').set({ v: 1 });
    const writer = firestore().bulkWriter();
    writer.onWriteError(() => false);
    const outcomes = Promise.allSettled([
      writer.create(collection().doc('free'), { v: 1 }),
      writer.create(collection().doc('taken'), { v: 2 }),
      writer.set(collection().doc('other'), { v: 3 }),
    ]);
    await writer.close();
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await collection().get()).docs.map((doc) => doc.id)).toEqual(['free', 'other', 'taken']);
  });

  test('getAll keeps the order and applies the mask', async () => {
    await collection()
      .doc('a')
      .set({ x: 1, y: { z: 2, w: 3 } });
    const read = await firestore().getAll(collection().doc('none'), collection().doc('a'), {
      fieldMask: ['y.z', 'absent'],
    });
    expect(read.map((doc) => doc.exists)).toEqual([false, true]);
    expect(read[1]?.data()).toEqual({ y: { z: 2 } });
  });

  test('listing names collections and missing parents', async () => {
    await collection().doc('parent/first/x').set({ v: 1 });
    await collection().doc('parent/second/y').set({ v: 1 });
    await collection().doc('zeta').set({ v: 1 });
    const collections = await collection().doc('parent').listCollections();
    expect(collections.map((one) => one.id)).toEqual(['first', 'second']);
    expect((await collection().listDocuments()).map((doc) => doc.id)).toEqual(['parent', 'zeta']);
    expect((await firestore().listCollections()).map((one) => one.id)).toContain(collection().id);
  });

  test('recursiveDelete empties a tree and nothing beside it', async () => {
    await collection().doc('a').set({ v: 1 });
    await collection().doc('a/b/c').set({ v: 1 });
    await collection().doc('ab').set({ v: 1 });
    await firestore().recursiveDelete(collection().doc('a'));
    expect((await collection().listDocuments()).map((doc) => doc.id)).toEqual(['ab']);
  });

  test('a document larger than 1 MiB is refused', async () => {
    const ref = collection().doc();
    await expect(ref.set({ text: 'x'.repeat(1_048_576) })).rejects.toMatchObject({ code: code.INVALID_ARGUMENT });
    await ref.set({ text: 'x'.repeat(1_040_000) });
  });

  test('a write that changes nothing keeps the update time', async () => {
    const ref = collection().doc();
    const first = await ref.set({ b: 1, a: { d: 1, c: 2 } });
    const second = await ref.set({ a: { c: 2, d: 1 }, b: 1 });
    expect(second.writeTime.isEqual(first.writeTime)).toBe(true);
  });
}

function preconditionContract({ collection }: ContractContext): void {
  test('create refuses an existing document', async () => {
    const ref = collection().doc();
    await ref.create({ v: 1 });
    await expect(ref.create({ v: 2 })).rejects.toMatchObject({
      code: code.ALREADY_EXISTS,
      message: expect.stringContaining('Document already exists: projects/'),
    });
    expect((await ref.get()).data()).toEqual({ v: 1 });
  });

  test('update and guarded delete refuse a missing document', async () => {
    const ref = collection().doc();
    const missing = { code: code.NOT_FOUND, message: expect.stringContaining('No document to update: projects/') };
    await expect(ref.update({ v: 1 })).rejects.toMatchObject(missing);
    await expect(ref.delete({ exists: true })).rejects.toMatchObject({ code: code.NOT_FOUND });
    await ref.delete();
    expect((await ref.get()).exists).toBe(false);
  });

  test('lastUpdateTime lets exactly the last version through', async () => {
    const ref = collection().doc();
    const { writeTime } = await ref.set({ v: 1 });
    const updated = await ref.update({ v: 2 }, { lastUpdateTime: writeTime });
    const stale = ref.update({ v: 3 }, { lastUpdateTime: writeTime });
    await expect(stale).rejects.toMatchObject({
      code: code.FAILED_PRECONDITION,
      message: expect.stringMatching(/stored version \(\d+\) does not match the required base version \(\d+\)/),
    });
    await expect(ref.delete({ lastUpdateTime: writeTime })).rejects.toMatchObject({ code: code.FAILED_PRECONDITION });
    await ref.delete({ lastUpdateTime: updated.writeTime });
    expect((await ref.get()).exists).toBe(false);
  });
}

function transformContract({ collection }: ContractContext): void {
  test('server timestamps are one moment per commit, near the update time', async () => {
    const ref = collection().doc();
    const { writeTime } = await ref.set({ a: FieldValue.serverTimestamp(), b: { c: FieldValue.serverTimestamp() } });
    const data = (await ref.get()).data();
    expect(data?.a).toBeInstanceOf(Timestamp);
    expect(data?.a.isEqual(data?.b.c)).toBe(true);
    expect(Math.abs(data?.a.toMillis() - writeTime.toMillis())).toBeLessThan(1000);
  });

  test('increment adds, across number types, and starts where there is no number', async () => {
    const ref = collection().doc();
    await ref.set({ integer: 5, double: 0.5, text: 'x' });
    await ref.update({
      integer: FieldValue.increment(2),
      double: FieldValue.increment(1),
      text: FieldValue.increment(1),
      fresh: FieldValue.increment(1.5),
    });
    expect((await ref.get()).data()).toEqual({ integer: 7, double: 1.5, text: 1, fresh: 1.5 });
  });

  test('maximum and minimum keep the stored number on a tie', async () => {
    const ref = collection().doc();
    await ref.set({ high: 5, low: 5, tie: 3 });
    await ref.update({
      high: FieldValue.maximum(9),
      low: FieldValue.minimum(2),
      tie: FieldValue.maximum(3),
    });
    expect((await ref.get()).data()).toEqual({ high: 9, low: 2, tie: 3 });
  });

  test('array union and removal compare by value', async () => {
    const ref = collection().doc();
    await ref.set({ list: [1, { a: 1 }, 'x', 'x'] });
    await ref.update({ list: FieldValue.arrayUnion({ a: 1 }, 2, 2), fresh: FieldValue.arrayUnion('y') });
    expect((await ref.get()).data()).toEqual({ list: [1, { a: 1 }, 'x', 'x', 2], fresh: ['y'] });
    await ref.update({ list: FieldValue.arrayRemove('x', { a: 1 }), none: FieldValue.arrayRemove(1) });
    expect((await ref.get()).data()).toEqual({ list: [1, 2], fresh: ['y'], none: [] });
  });
}
