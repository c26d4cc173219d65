import type { DocumentStore } from '../documents/document-store.ts';
import { type CollectionIndexes, missingIndex } from '../documents/indexes.ts';
import type { DocumentQuery } from '../documents/query.ts';

/** Refuses what the real service would: a query without an index. Its own emulator, like ours, answers everything. */
export function indexedDocuments(documents: DocumentStore, indexes: readonly CollectionIndexes[]): DocumentStore {
  const check = (query: DocumentQuery): void => {
    const missing = missingIndex(query, indexes);
    if (missing !== null) {
      throw new Error(`The query requires an index: ${missing}`);
    }
  };
  return {
    ...documents,
    async find(query) {
      check(query);
      return await documents.find(query);
    },
    async count(query) {
      check(query);
      return await documents.count(query);
    },
    async sumUp(query, field) {
      check({ ...query, orderBy: [[field, 'asc']] });
      return await documents.sumUp(query, field);
    },
    transact: (purpose, change) =>
      documents.transact(purpose, (reads) =>
        change({
          read: reads.read,
          async find(query) {
            check(query);
            return await reads.find(query);
          },
        }),
      ),
    watchAll(query, watcher) {
      check(query);
      return documents.watchAll(query, watcher);
    },
  };
}
