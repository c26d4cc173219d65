import type { Firestore, Transaction, WriteResult } from '@google-cloud/firestore';
import { type CallContext, call } from '../call.ts';
import { isConflict, isStorageUnavailable } from '../store-errors.ts';
import { type DocumentQuery, toFirestoreQuery } from './query.ts';
import { type Reading, toReading } from './reading.ts';
import { type Version, versionOf } from './version.ts';
import { addWrites, type Write } from './write.ts';

/** What became of a commit. It is applied whole or not at all. */
export type CommitOutcome =
  /** `versions` in the order of the writes; none of a commit under `onlyIf`, whose times the client does not tell. */
  | { readonly kind: 'applied'; readonly versions: readonly Version[] }
  /**
   * A precondition did not hold. Somebody was first, or the client's own first try was applied, its answer was lost
   * and the second try met its traces: read again to tell. Nothing of ours is on its way any more.
   */
  | { readonly kind: 'refused'; readonly error: unknown }
  /** Nobody answered. It was applied, or not, or still will be: read again to tell. */
  | { readonly kind: 'unknown'; readonly error: unknown };

export interface CommitOptions {
  /** What it is for, in spans and error messages: `claim`. */
  readonly purpose: string;
  /** Reads in the transaction of the commit, which is refused unless it resolves to true. May run several times. */
  readonly onlyIf?: (reads: TransactionReads) => Promise<boolean>;
}

/** Reads that others cannot change before the transaction commits. */
export interface TransactionReads {
  read(path: string): Promise<Reading>;
  find(query: DocumentQuery): Promise<readonly Reading[]>;
}

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
