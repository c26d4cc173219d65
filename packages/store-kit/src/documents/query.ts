import type { Firestore, Query } from '@google-cloud/firestore';

/** Which documents of one collection. Ordering by `__name__` is by id. */
export interface DocumentQuery {
  /** `jobs`, or `jobs/{id}/members`. */
  readonly collection: string;
  readonly where?: readonly Condition[];
  readonly orderBy?: readonly (readonly [field: string, direction: 'asc' | 'desc'])[];
  /** One value for each field of `orderBy`: the document after which the answer begins. */
  readonly startAfter?: readonly unknown[];
  readonly limit?: number;
}

export type Condition = readonly [field: string, operator: '==' | '<' | '<=' | '>' | '>=', value: unknown];

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
