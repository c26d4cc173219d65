import type { Firestore, Query } from '@google-cloud/firestore';
import type { DocumentQuery } from '../documents/query.ts';

export function toFirestoreQuery(firestore: Firestore, query: DocumentQuery): Query {
  const { collection, where = [], orderBy = [], startAfter, limit } = query;
  let built: Query = firestore.collection(collection);
  for (const [field, operator, value] of where) {
    built = built.where(field, operator, value);
  }
  for (const [field, direction] of orderBy) {
    built = built.orderBy(field, direction);
  }
  if (startAfter !== undefined) {
    built = built.startAfter(...startAfter);
  }
  return limit === undefined ? built : built.limit(limit);
}
