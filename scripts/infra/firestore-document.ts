import type { CollectionIndexes } from '@sets/store-kit';

const ORDER = { asc: 'ASCENDING', desc: 'DESCENDING' } as const;

/**
 * What the Firestore module makes resources of. Of each collection nothing is indexed (`*`) but what the code declares:
 * big fields cost no index, and monotonic ones are no hot spot.
 */
export function firestoreDocument(collections: readonly CollectionIndexes[]) {
  return {
    fields: collections.flatMap(({ collection, expires, fields }) => [
      { collection, field: '*', ttl: false, indexed: [] },
      ...(expires ? [{ collection, field: 'expires_at', ttl: true, indexed: [ORDER.asc] }] : []),
      ...Object.entries(fields).map(([field, orders]) => ({
        ...{ collection, field, ttl: false },
        indexed: orders.map((order) => ORDER[order]),
      })),
    ]),
    indexes: collections.flatMap(({ collection, composite }) =>
      composite.map((fields) => ({
        name: [collection, ...fields.flat()].join('-'),
        ...{ collection, scope: 'COLLECTION' },
        fields: fields.map(([field, order]) => ({ field, order: ORDER[order] })),
      })),
    ),
  };
}
