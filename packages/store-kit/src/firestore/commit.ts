import type { Firestore, Transaction, WriteResult } from '@google-cloud/firestore';
import { type CallContext, call } from '../call.ts';
import type { CommitOptions, CommitOutcome, TransactionReads } from '../documents/document-store.ts';
import type { Write } from '../documents/write.ts';
import { isConflict, isStorageUnavailable } from '../store-errors.ts';
import { addWrites } from './add-writes.ts';
import { toFirestoreQuery } from './to-firestore-query.ts';
import { toReading } from './to-reading.ts';
import { versionOf } from './update-time.ts';

/** A Firestore client and what its calls share; never leaves this package. */
export interface Engine {
  readonly firestore: Firestore;
  readonly context: CallContext;
}

/** @throws what no reading again can settle, such as a missing right */
export async function commit(engine: Engine, writes: readonly Write[], options: CommitOptions): Promise<CommitOutcome> {
  try {
    return options.onlyIf === undefined
      ? await commitBatch(engine, writes, options)
      : await commitIf(engine, writes, { ...options, onlyIf: options.onlyIf });
  } catch (error) {
    if (isConflict(error)) {
      return { kind: 'refused', error };
    }
    if (isStorageUnavailable(error)) {
      return { kind: 'unknown', error };
    }
    throw error;
  }
}

async function commitBatch(
  { firestore, context }: Engine,
  writes: readonly Write[],
  { purpose }: CommitOptions,
): Promise<CommitOutcome> {
  const results = await call(context, {
    name: 'firestore.commit',
    kind: 'write',
    attributes: { purpose, documents: writes.length },
    run() {
      const batch = firestore.batch();
      addWrites(firestore, batch, writes);
      return batch.commit();
    },
    timeOf: lastWriteTime,
  });
  return { kind: 'applied', versions: results.map(({ writeTime }) => versionOf(writeTime)) };
}

async function commitIf(
  { firestore, context }: Engine,
  writes: readonly Write[],
  { purpose, onlyIf }: Required<CommitOptions>,
): Promise<CommitOutcome> {
  const held = await call(context, {
    name: 'firestore.transaction',
    kind: 'write',
    attributes: { purpose, documents: writes.length },
    run: () =>
      firestore.runTransaction(async (transaction) => {
        const holds = await onlyIf(readsOf(firestore, transaction));
        if (holds) {
          addWrites(firestore, transaction, writes);
        }
        return holds;
      }),
  });
  return held
    ? { kind: 'applied', versions: [] }
    : { kind: 'refused', error: new Error(`the condition of ${purpose} did not hold`) };
}

export const readsOf = (firestore: Firestore, transaction: Transaction): TransactionReads => ({
  read: async (path) => toReading(await transaction.get(firestore.doc(path))),
  find: async (query) => (await transaction.get(toFirestoreQuery(firestore, query))).docs.map(toReading),
});

const lastWriteTime = (results: readonly WriteResult[]): number | undefined => results.at(-1)?.writeTime.toMillis();
