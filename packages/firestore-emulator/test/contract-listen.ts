import type { DocumentSnapshot, Query, QuerySnapshot } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { snapshots } from './snapshots.ts';

export function listenContract({ collection }: ContractContext): void {
  const ids = (snapshot: QuerySnapshot) => snapshot.docs.map((doc) => doc.id);
  const watch = (query: Query) => snapshots<QuerySnapshot>((next, fail) => query.onSnapshot(next, fail));

  test('a document listener sees missing, created, changed and deleted', async () => {
    const ref = collection().doc();
    const seen = snapshots<DocumentSnapshot>((next, fail) => ref.onSnapshot(next, fail));
    expect((await seen.next()).exists).toBe(false);
    const { writeTime } = await ref.set({ v: 1 });
    const created = await seen.next();
    expect(created.data()).toEqual({ v: 1 });
    expect(created.updateTime?.isEqual(writeTime)).toBe(true);
    await ref.update({ v: 2 });
    expect((await seen.next()).data()).toEqual({ v: 2 });
    await ref.delete();
    expect((await seen.next()).exists).toBe(false);
    seen.stop();
  });

  test('a query listener sees joins, moves, leaves and the order', async () => {
    await collection().doc('a').set({ on: true, n: 1 });
    await collection().doc('b').set({ on: true, n: 2 });
    const seen = watch(collection().where('on', '==', true).orderBy('n'));
    expect(ids(await seen.next())).toEqual(['a', 'b']);
    await collection().doc('c').set({ on: true, n: 0 });
    expect(ids(await seen.next())).toEqual(['c', 'a', 'b']);
    await collection().doc('a').update({ n: 9 });
    const moved = await seen.next();
    expect(ids(moved)).toEqual(['c', 'b', 'a']);
    expect(moved.docChanges().map((change) => change.type)).toEqual(['modified']);
    await collection().doc('b').update({ on: false });
    expect(ids(await seen.next())).toEqual(['c', 'a']);
    await collection().doc('c').delete();
    expect(ids(await seen.next())).toEqual(['a']);
    seen.stop();
  });

  test('a batch arrives as one snapshot', async () => {
    const seen = watch(collection().orderBy('n'));
    expect((await seen.next()).size).toBe(0);
    const batch = collection().firestore.batch();
    for (let n = 0; n < 5; n++) {
      batch.set(collection().doc(`d${n}`), { n });
    }
    await batch.commit();
    expect((await seen.next()).size).toBe(5);
    seen.stop();
  });

  test('a limited listener fills up when a result leaves', async () => {
    for (let n = 0; n < 4; n++) {
      await collection().doc(`d${n}`).set({ n });
    }
    const seen = watch(collection().orderBy('n').limit(2));
    expect(ids(await seen.next())).toEqual(['d0', 'd1']);
    await collection().doc('d0').delete();
    expect(ids(await seen.next())).toEqual(['d1', 'd2']);
    await collection().doc('first').set({ n: -1 });
    expect(ids(await seen.next())).toEqual(['first', 'd1']);
    seen.stop();
  });

  test('a stopped listener stays silent', async () => {
    const ref = collection().doc();
    const seen = snapshots<DocumentSnapshot>((next, fail) => ref.onSnapshot(next, fail));
    const other = snapshots<DocumentSnapshot>((next, fail) => ref.onSnapshot(next, fail));
    await Promise.all([seen.next(), other.next()]);
    seen.stop();
    await ref.set({ v: 1 });
    await other.next();
    expect(seen.pending()).toBe(0);
    other.stop();
  });
}
