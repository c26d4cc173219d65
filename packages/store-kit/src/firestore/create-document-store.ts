import { AggregateField } from '@google-cloud/firestore';
import { call } from '../call.ts';
import type { DeleteTarget, DocumentStore } from '../documents/document-store.ts';
import type { Reading } from '../documents/reading.ts';
import { shareWatches } from '../documents/shared-watches.ts';
import { isAborted, storageUnavailable } from '../store-errors.ts';
import { addWrites } from './add-writes.ts';
import { commit, type Engine, readsOf } from './commit.ts';
import { toFirestoreQuery } from './to-firestore-query.ts';
import { toReading } from './to-reading.ts';

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

  const watch = shareWatches((path, { onChange, onError }) =>
    firestore.doc(path).onSnapshot(
      (snapshot) => {
        serverTime.observe(snapshot.readTime.toMillis());
        onChange(toReading(snapshot));
      },
      (error) => onError(storageUnavailable(error)),
    ),
  );

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
    async sumUp(query, field) {
      const summed = await call(context, {
        name: 'firestore.sum',
        kind: 'read',
        attributes: { collection: query.collection },
        run: () =>
          toFirestoreQuery(firestore, query)
            .aggregate({ count: AggregateField.count(), sum: AggregateField.sum(field) })
            .get(),
        timeOf: ({ readTime }) => readTime.toMillis(),
      });
      return summed.data();
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
    watch,
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
