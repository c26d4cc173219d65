import { expect, test } from 'vitest';
import { type ContractContext, code } from './contract-context.ts';

export function transactionContract({ firestore, collection }: ContractContext): void {
  test('50 concurrent increments give 50', async () => {
    const ref = collection().doc('counter');
    await ref.set({ n: 0 });
    const increment = () =>
      firestore().runTransaction(async (transaction) => {
        const n = (await transaction.get(ref)).get('n');
        transaction.update(ref, { n: n + 1 });
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    expect((await ref.get()).get('n')).toBe(50);
  });

  test('transfers in opposite directions keep the sum', async () => {
    const accounts = ['a', 'b', 'c'].map((id) => collection().doc(id));
    await Promise.all(accounts.map((account) => account.set({ balance: 100 })));
    const transfer = (from: number, to: number) =>
      firestore().runTransaction(
        async (transaction) => {
          const [source, target] = [accounts[from], accounts[to]];
          if (!source || !target) {
            return;
          }
          const balances = [await transaction.get(source), await transaction.get(target)];
          transaction.update(source, { balance: balances[0]?.get('balance') - 1 });
          transaction.update(target, { balance: balances[1]?.get('balance') + 1 });
        },
        { maxAttempts: 20 },
      );
    await Promise.all(Array.from({ length: 12 }, (_, i) => transfer(i % 3, (i + 1 + (i % 2)) % 3)));
    const balances = await Promise.all(accounts.map(async (account) => (await account.get()).get('balance')));
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(300);
  });

  test('only one of many creates a document that all saw missing', async () => {
    const ref = collection().doc('single');
    const claim = (owner: number) =>
      firestore().runTransaction(async (transaction) => {
        if ((await transaction.get(ref)).exists) {
          return false;
        }
        transaction.create(ref, { owner });
        return true;
      });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => claim(i)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  test('a plain write waits for a transaction that has read the document', async () => {
    const ref = collection().doc();
    await ref.set({ v: 'old' });
    let plain: Promise<unknown> = Promise.resolve();
    await firestore().runTransaction(async (transaction) => {
      const seen = (await transaction.get(ref)).get('v');
      plain = ref.update({ v: 'plain' });
      // A read outside of the transaction does not wait and still sees the old state.
      expect((await ref.get()).get('v')).toBe('old');
      transaction.update(ref, { v: `${seen}+transaction` });
    });
    await plain;
    expect((await ref.get()).get('v')).toBe('plain');
  });

  test('a query in a transaction notices a document that has joined its results', async () => {
    const open = collection().where('open', '==', true);
    await collection().doc('a').set({ open: true });
    const counts: number[] = [];
    await firestore().runTransaction(async (transaction) => {
      const found = await transaction.get(open);
      counts.push(found.size);
      if (counts.length === 1) {
        await collection().doc('b').set({ open: true });
      }
      transaction.set(collection().doc('total'), { n: found.size });
    });
    expect(counts).toEqual([1, 2]);
    expect((await collection().doc('total').get()).get('n')).toBe(2);
  });

  test('a failed callback writes nothing and frees the document', async () => {
    const ref = collection().doc();
    await ref.set({ v: 1 });
    const failing = firestore().runTransaction(async (transaction) => {
      await transaction.get(ref);
      transaction.update(ref, { v: 2 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await ref.update({ w: 1 });
    expect((await ref.get()).data()).toEqual({ v: 1, w: 1 });
  });

  test('a failed precondition fails the whole transaction', async () => {
    const [first, second] = [collection().doc('first'), collection().doc('second')];
    await second.set({ v: 1 });
    const failing = firestore().runTransaction(async (transaction) => {
      await transaction.get(first);
      transaction.set(first, { v: 1 });
      transaction.create(second, { v: 2 });
    });
    await expect(failing).rejects.toMatchObject({ code: code.ALREADY_EXISTS });
    expect((await first.get()).exists).toBe(false);
  });

  test('a read-only transaction sees one moment', async () => {
    const ref = collection().doc();
    await ref.set({ v: 1 });
    const seen = await firestore().runTransaction(
      async (transaction) => {
        const before = (await transaction.get(ref)).get('v');
        await ref.set({ v: 2 });
        await collection().doc('late').set({ v: 2 });
        const found = await transaction.get(collection().orderBy('v'));
        return [before, (await transaction.get(ref)).get('v'), found.docs.map((doc) => doc.get('v'))];
      },
      { readOnly: true },
    );
    expect(seen).toEqual([1, 1, [1]]);
  });

  test('a read time in the past shows the past', async () => {
    const ref = collection().doc();
    const { writeTime } = await ref.set({ v: 1 });
    await ref.delete();
    const past = await firestore().runTransaction((transaction) => transaction.get(ref), {
      readOnly: true,
      readTime: writeTime,
    });
    expect(past.data()).toEqual({ v: 1 });
  });
}
