import { AggregateField } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import type { ContractContext } from './contract-context.ts';

export function aggregationContract({ firestore, collection }: ContractContext): void {
  const fill = () =>
    Promise.all(
      [1, 2, 3, 'x', null].map((value, i) =>
        collection()
          .doc(`d${i}`)
          .set({ value, parity: i % 2 }),
      ),
    );

  test('count follows filters, ranges and limits', async () => {
    await fill();
    const count = async (query: { count(): { get(): Promise<{ data(): { count: number } }> } }) =>
      (await query.count().get()).data().count;
    expect(await count(collection())).toBe(5);
    expect(await count(collection().where('parity', '==', 0))).toBe(3);
    expect(await count(collection().where('parity', '==', 0).where('value', '>', 1))).toBe(1);
    expect(await count(collection().limit(2))).toBe(2);
    expect(await count(collection().where('parity', '==', 7))).toBe(0);
    expect(await count(collection().orderBy('value').offset(1))).toBe(4);
    expect(await count(firestore().collection(`none-${collection().id}`))).toBe(0);
  });

  test('sum and average look at numbers only', async () => {
    await fill();
    const all = await collection()
      .aggregate({
        n: AggregateField.count(),
        total: AggregateField.sum('value'),
        mean: AggregateField.average('value'),
        nothing: AggregateField.average('absent'),
        zero: AggregateField.sum('absent'),
      })
      .get();
    expect(all.data()).toEqual({ n: 5, total: 6, mean: 2, nothing: null, zero: 0 });
  });

  test('a count in a transaction conflicts with a new match', async () => {
    await fill();
    const odd = collection().where('parity', '==', 1);
    const seen: number[] = [];
    await firestore().runTransaction(async (transaction) => {
      const n = (await transaction.get(odd.count())).data().count;
      seen.push(n);
      if (seen.length === 1) {
        await collection().doc('late').set({ parity: 1 });
      }
      transaction.set(collection().doc('total'), { n });
    });
    expect(seen).toEqual([2, 3]);
  });
}
