import { FieldPath, Filter, type Query, Timestamp } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import { type ContractContext, code } from './contract-context.ts';

export function queryContract({ firestore, collection }: ContractContext): void {
  const ids = async (query: Query) => (await query.get()).docs.map((doc) => doc.id);
  const put = (documents: Record<string, Record<string, unknown>>) =>
    Promise.all(Object.entries(documents).map(([id, data]) => collection().doc(id).set(data)));

  test('values of all types sort in one order', async () => {
    const ascending = [
      null,
      false,
      true,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      -1.5,
      0,
      2,
      2.5,
      9_007_199_254_740_991,
      Number.POSITIVE_INFINITY,
      new Timestamp(1, 0),
      new Timestamp(1, 1000),
      '',
      'a',
      'a\u0000',
      'ab',
      'ä',
      '🏋',
      Buffer.from([0]),
      Buffer.from([0, 1]),
      collection().doc('a'),
      collection().doc('b'),
      [],
      [1],
      [1, 2],
      [2],
      {},
      { a: 1 },
      { a: 1, b: 1 },
      { a: 2 },
      { b: 0 },
    ];
    const named = ascending.map((value, i) => [`d${String(i).padStart(2, '0')}`, { value }] as const);
    await put(Object.fromEntries([...named].reverse()));
    const expected = named.map(([id]) => id);
    expect(await ids(collection().orderBy('value'))).toEqual(expected);
    expect(await ids(collection().orderBy('value', 'desc'))).toEqual([...expected].reverse());
  });

  test('equality and inequality stay within one type', async () => {
    await put({
      int: { v: 3 },
      double: { v: 3.0 },
      half: { v: 3.5 },
      text: { v: '3' },
      none: { w: 3 },
      nil: { v: null },
    });
    expect(await ids(collection().where('v', '==', 3))).toEqual(['double', 'int']);
    expect(await ids(collection().where('v', '>', 3))).toEqual(['half']);
    expect(await ids(collection().where('v', '>=', 3))).toEqual(['double', 'int', 'half']);
    expect(await ids(collection().where('v', '<', '4'))).toEqual(['text']);
    expect(await ids(collection().where('v', '==', null))).toEqual(['nil']);
    expect(await ids(collection().where('v', '!=', 3))).toEqual(['half', 'text']);
    expect(await ids(collection().where('v', 'not-in', [3, '3']))).toEqual(['half']);
    expect(await ids(collection().where('v', 'in', [3.5, '3']))).toEqual(['half', 'text']);
  });

  test('NaN and null have their own equality', async () => {
    await put({ nan: { v: Number.NaN }, nil: { v: null }, one: { v: 1 } });
    expect(await ids(collection().where('v', '==', Number.NaN))).toEqual(['nan']);
    expect(await ids(collection().where('v', '!=', null))).toEqual(['nan', 'one']);
  });

  test('array operators look at elements', async () => {
    await put({ a: { tags: ['x', 'y'] }, b: { tags: ['y', 'z', 'y'] }, c: { tags: 'y' }, d: { tags: [['y']].flat() } });
    expect(await ids(collection().where('tags', 'array-contains', 'y'))).toEqual(['a', 'b', 'd']);
    expect(await ids(collection().where('tags', 'array-contains-any', ['x', 'z']))).toEqual(['a', 'b']);
    expect(await ids(collection().where('tags', '==', ['y']))).toEqual(['d']);
  });

  test('the sweeper query: equality, range, order and limit', async () => {
    const documents = Array.from({ length: 60 }, (_, i) => [
      `j${i}`,
      { shard: i % 3, wake_at: new Timestamp(100 - i, 0) },
    ]);
    await put(Object.fromEntries(documents));
    await collection().doc('asleep').set({ shard: 1 });
    const due = collection().where('shard', '==', 1).where('wake_at', '<=', new Timestamp(60, 0)).orderBy('wake_at');
    expect(await ids(due.limit(3))).toEqual(['j58', 'j55', 'j52']);
    expect(await ids(due.limit(2).offset(3))).toEqual(['j49', 'j46']);
    expect(await ids(due.limitToLast(2))).toEqual(['j43', 'j40']);
    // The index follows the documents.
    await collection().doc('j58').update({ shard: 2 });
    await collection().doc('j55').delete();
    await collection()
      .doc('new')
      .set({ shard: 1, wake_at: new Timestamp(0, 0) });
    expect(await ids(due.limit(2))).toEqual(['new', 'j52']);
  });

  test('AND and OR compose', async () => {
    await put({ a: { x: 1, y: 1 }, b: { x: 1, y: 2 }, c: { x: 2, y: 1 }, d: { x: 3 } });
    const either = Filter.or(
      Filter.where('x', '==', 2),
      Filter.and(Filter.where('x', '==', 1), Filter.where('y', '>', 1)),
    );
    expect(await ids(collection().where(either))).toEqual(['c', 'b']);
    expect(await ids(collection().where('x', 'in', [1, 3]).orderBy('x', 'desc'))).toEqual(['d', 'b', 'a']);
    expect(await ids(collection().where('x', 'in', [1, 2]).where('y', 'in', [1, 2]).orderBy('y').limit(2))).toEqual([
      'a',
      'c',
    ]);
  });

  test('several orders in mixed directions, with cursors', async () => {
    await put({ a: { x: 1, y: 1 }, b: { x: 1, y: 2 }, c: { x: 2, y: 1 }, d: { x: 2, y: 2 }, e: { x: 2, y: 2 } });
    const mixed = collection().orderBy('x', 'desc').orderBy('y');
    expect(await ids(mixed)).toEqual(['c', 'd', 'e', 'a', 'b']);
    expect(await ids(mixed.startAt(2, 2))).toEqual(['d', 'e', 'a', 'b']);
    expect(await ids(mixed.startAfter(2, 2))).toEqual(['a', 'b']);
    expect(await ids(mixed.endBefore(1))).toEqual(['c', 'd', 'e']);
    expect(await ids(mixed.startAt(2).endAt(1, 1))).toEqual(['c', 'd', 'e', 'a']);
    const page = await mixed.limit(2).get();
    const last = page.docs.at(-1);
    expect(last && (await ids(mixed.startAfter(last)))).toEqual(['e', 'a', 'b']);
    expect(await ids(collection().orderBy('x', 'desc').limit(3))).toEqual(['e', 'd', 'c']);
  });

  test('inequalities on two fields', async () => {
    await put({ a: { x: 1, y: 9 }, b: { x: 5, y: 1 }, c: { x: 6, y: 8 }, d: { x: 5, y: 7 } });
    expect(await ids(collection().where('x', '>', 2).where('y', '>', 5))).toEqual(['d', 'c']);
  });

  test('names can be filtered, ordered and paged', async () => {
    await put({ a: { v: 1 }, b: { v: 1 }, c: { v: 1 }, d: { v: 2 } });
    await collection().doc('b/below/x').set({ v: 1 });
    const name = FieldPath.documentId();
    expect(await ids(collection().orderBy(name, 'desc').limit(2))).toEqual(['d', 'c']);
    expect(await ids(collection().where(name, 'in', ['d', 'a', 'none']))).toEqual(['a', 'd']);
    expect(await ids(collection().where(name, '>', 'a').where(name, '<', 'd'))).toEqual(['b', 'c']);
    expect(await ids(collection().where('v', '==', 1).orderBy(name).startAfter('a').limit(1))).toEqual(['b']);
    expect(await ids(collection().orderBy(name).startAfter('b'))).toEqual(['c', 'd']);
  });

  test('a projection sends only its fields', async () => {
    await put({ a: { x: 1, y: { z: 2, w: 3 } } });
    expect((await collection().select('y.z').get()).docs[0]?.data()).toEqual({ y: { z: 2 } });
    expect((await collection().select().get()).docs[0]?.data()).toEqual({});
  });

  test('a collection group spans parents, and only its own id', async () => {
    const group = `group-${collection().id}`;
    await collection().doc('p1').collection(group).doc('a').set({ v: 2 });
    await collection().doc('p2').collection(group).doc('b').set({ v: 1 });
    await collection().doc('p2').collection(`${group}x`).doc('c').set({ v: 1 });
    await firestore().collection(group).doc('d').set({ v: 3 });
    expect(await ids(firestore().collectionGroup(group).orderBy('v'))).toEqual(['b', 'a', 'd']);
    expect(await ids(firestore().collectionGroup(group).where('v', '<', 3).orderBy('v', 'desc'))).toEqual(['a', 'b']);
    expect(await ids(collection().doc('p1').collection(group).where('v', '>', 0))).toEqual(['a']);
    const partitions = [];
    for await (const partition of firestore().collectionGroup(group).getPartitions(2)) {
      partitions.push(partition);
    }
    const split = await Promise.all(partitions.map((partition) => ids(partition.toQuery())));
    expect(split.flat().sort()).toEqual(['a', 'b', 'd']);
  });

  test('a list operator with too many alternatives is refused', async () => {
    const many = Array.from({ length: 31 }, (_, i) => i);
    await expect(collection().where('v', 'in', many).get()).rejects.toMatchObject({ code: code.INVALID_ARGUMENT });
  });

  test('only the first 1,500 bytes of a string decide', async () => {
    const long = 'x'.repeat(5000);
    await put({ a: { v: `${long}a` }, b: { v: `y${long}` } });
    expect(await ids(collection().orderBy('v'))).toEqual(['a', 'b']);
    expect(await ids(collection().where('v', '==', `${long}a`))).toEqual(['a']);
  });
}
