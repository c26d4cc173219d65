import { call } from '../call.ts';
import { isAborted, storageUnavailable } from '../store-errors.ts';
import {
  type CommitOptions,
  type CommitOutcome,
  commit,
  type Engine,
  readsOf,
  type TransactionReads,
} from './commit.ts';
import { type DocumentQuery, toFirestoreQuery } from './query.ts';
import { type Reading, toReading } from './reading.ts';
import type { Version } from './version.ts';
import { addWrites, type Write } from './write.ts';

export interface Found {
  readonly documents: readonly Reading[];
  /** The server's time of the look, in milliseconds since the epoch. */
  readonly readAtMs: number;
}

export interface DeleteTarget {
  readonly path: string;
  /** What changed since it was read stays. */
  readonly ifVersion?: Version;
}

export interface Watcher<T> {
  /** Called with what is there, and again after each change; changes between may be skipped. */
  readonly onChange: (seen: T) => void;
  /** The last call: nothing more is heard. */
  readonly onError: (error: Error) => void;
}

/**
 * Documents, as everything here uses them: the port that a second engine would implement. Each operation throws
 * ProblemError `storage_unavailable` when the store stays silent, unless it says otherwise.
 */
export interface DocumentStore {
  read(path: string): Promise<Reading>;
  find(query: DocumentQuery): Promise<Found>;
  /** Costs one read per thousand documents. */
  count(query: DocumentQuery): Promise<number>;
  /** Says what became of it, silence too. Throws only what no reading again can settle, such as a missing right. */
  commit(writes: readonly Write[], options: CommitOptions): Promise<CommitOutcome>;
  /** A commit for those who need no more than that it was applied; throws otherwise. */
  write(writes: readonly Write[], options: Pick<CommitOptions, 'purpose'>): Promise<void>;
  /**
   * Reads, and commits what follows from it, unless somebody changed meanwhile what was read. `change` may run several
   * times, and what it throws is thrown.
   */
  transact<T>(
    purpose: string,
    change: (reads: TransactionReads) => Promise<{ readonly value: T; readonly writes: readonly Write[] }>,
  ): Promise<T>;
  /**
   * Deletes one document per commit, and returns how many went. The client's own bulk writer would retry for minutes
   * while a request waits, and its failures escape until it is closed. What was deleted before a failure stays deleted.
   */
  deleteAll(targets: readonly DeleteTarget[]): Promise<number>;
  /** Follows one document until the returned function is called. */
  watch(path: string, watcher: Watcher<Reading>): () => void;
  /** Follows the documents that `query` means. */
  watchAll(query: DocumentQuery, watcher: Watcher<readonly Reading[]>): () => void;
  /** The server's time in ms as far as known; the local clock's before the first answer, when nothing is judged by it. */
  now(): number;
  /** The server's time in ms; asks for it when no answer was seen yet. */
  serverTime(): Promise<number>;
  /** Whether the store seems to be out: what memory holds is then better than waiting for it. */
  seemsOut(): boolean;
}

/** Deletes under way at once. */
const DELETES_AT_ONCE = 50;

export function createDocumentStore(engine: Engine): DocumentStore {
  const { firestore, context } = engine;
  const { outage, serverTime, clock } = context;

  async function read(path: string): Promise<Reading> {
    const snapshot = await call(context, {
      name: 'firestore.read',
      kind: 'read',
      attributes: { collection: collectionOf(path) },
      run: () => firestore.doc(path).get(),
      timeOf: ({ readTime }) => readTime.toMillis(),
    });
    return toReading(snapshot);
  }

  async function deleteOne({ path, ...precondition }: DeleteTarget): Promise<number> {
    const outcome = await commit(engine, [{ kind: 'delete', path, ...precondition }], { purpose: 'delete' });
    if (outcome.kind === 'unknown') {
      throw outcome.error;
    }
    return outcome.kind === 'applied' ? 1 : 0;
  }

  return {
    read,
    commit: (writes, options) => commit(engine, writes, options),
    async find(query) {
      const { docs, readTime } = await call(context, {
        name: 'firestore.find',
        kind: 'read',
        attributes: { collection: query.collection },
        run: () => toFirestoreQuery(firestore, query).get(),
        timeOf: (found) => found.readTime.toMillis(),
      });
      return { documents: docs.map(toReading), readAtMs: readTime.toMillis() };
    },
    async count(query) {
      const counted = await call(context, {
        name: 'firestore.count',
        kind: 'read',
        attributes: { collection: query.collection },
        run: () => toFirestoreQuery(firestore, query).count().get(),
        timeOf: ({ readTime }) => readTime.toMillis(),
      });
      return counted.data().count;
    },
    async write(writes, options) {
      const outcome = await commit(engine, writes, options);
      if (outcome.kind !== 'applied') {
        throw outcome.error;
      }
    },
    async transact(purpose, change) {
      const run = () =>
        firestore.runTransaction(async (transaction) => {
          const { value, writes } = await change(readsOf(firestore, transaction));
          addWrites(firestore, transaction, writes);
          return value;
        });
      try {
        return await call(context, { name: 'firestore.transaction', kind: 'write', attributes: { purpose }, run });
      } catch (error) {
        throw isAborted(error) ? storageUnavailable(error) : error;
      }
    },
    async deleteAll(targets) {
      let deleted = 0;
      for (let from = 0; from < targets.length; from += DELETES_AT_ONCE) {
        const counts = await Promise.all(targets.slice(from, from + DELETES_AT_ONCE).map(deleteOne));
        deleted += counts.reduce((sum, count) => sum + count, 0);
      }
      return deleted;
    },
    watch(path, { onChange, onError }) {
      return firestore.doc(path).onSnapshot(
        (snapshot) => {
          serverTime.observe(snapshot.readTime.toMillis());
          onChange(toReading(snapshot));
        },
        (error) => onError(storageUnavailable(error)),
      );
    },
    watchAll(query, { onChange, onError }) {
      return toFirestoreQuery(firestore, query).onSnapshot(
        ({ docs, readTime }) => {
          serverTime.observe(readTime.toMillis());
          onChange(docs.map(toReading));
        },
        (error) => onError(storageUnavailable(error)),
      );
    },
    now: () => Math.round(serverTime.now() ?? clock.now()),
    // A read of a document that need not exist tells the time as well as any other.
    serverTime: async () => serverTime.now() ?? (await read('clock/server')).readAtMs,
    seemsOut: () => outage.suspected,
  };
}

/** `jobs` of `jobs/{id}`, `jobs/members` of `jobs/{id}/members/{m}`: with ids no two spans would be alike. */
const collectionOf = (path: string): string =>
  path
    .split('/')
    .filter((_, index) => index % 2 === 0)
    .join('/');
