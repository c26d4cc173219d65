import type { DocumentQuery } from './query.ts';

type Direction = 'asc' | 'desc';

/** What Firestore must index of one collection; infrastructure is made of these. What is not named here has no index. */
export interface CollectionIndexes {
  /** Its own name: `members` for `jobs/{id}/members`. */
  readonly collection: string;
  /** Documents go by themselves some time after their `expires_at`, which is indexed for those that stayed. */
  readonly expires: boolean;
  /** Indexes of single fields: every write of such a field costs one. */
  readonly fields: Readonly<Record<string, readonly Direction[]>>;
  readonly composite: readonly (readonly (readonly [field: string, direction: Direction])[])[];
}

const collectionIdOf = (path: string): string => path.split('/').at(-1) ?? path;
const textOf = (fields: readonly (readonly [string, string])[]): string =>
  fields.map((part) => part.join(' ')).join(', ');

/** Firestore orders by the field of an inequality where nothing else is asked for. */
function orderOf({ where = [], orderBy }: DocumentQuery): readonly (readonly [string, Direction])[] {
  const ranged = where.find(([, operator]) => operator !== '==')?.[0];
  const asked = orderBy ?? (ranged === undefined ? [] : [[ranged, 'asc'] as const]);
  return asked.filter(([field]) => field !== '__name__');
}

/**
 * The index that a query lacks, in words; null when there is one. By Firestore's rules: single fields alone, or merged for
 * equality; a composite index ends with the order of the query, and several of one order are merged.
 */
export function missingIndex(query: DocumentQuery, indexes: readonly CollectionIndexes[]): string | null {
  const collection = collectionIdOf(query.collection);
  const equal = (query.where ?? []).flatMap(([field, operator]) => (operator === '==' ? [field] : []));
  const order = orderOf(query);
  const declared = indexes.find((one) => one.collection === collection);
  const single: Readonly<Record<string, readonly Direction[]>> = {
    ...(declared?.expires === true ? { expires_at: ['asc'] } : {}),
    ...declared?.fields,
  };
  if (order.length === 0) {
    const lacking = equal.filter((field) => single[field] === undefined);
    return lacking.length === 0 ? null : `${collection}: ${lacking.join(', ')}`;
  }
  const [first] = order;
  if (equal.length === 0 && order.length === 1 && first !== undefined) {
    return single[first[0]]?.includes(first[1]) === true ? null : `${collection}: ${textOf(order)}`;
  }
  const usable = (declared?.composite ?? []).filter((fields) => {
    const prefix = fields.slice(0, -order.length).map(([field]) => field);
    return textOf(fields.slice(-order.length)) === textOf(order) && prefix.every((field) => equal.includes(field));
  });
  const covered = new Set(usable.flatMap((fields) => fields.map(([field]) => field)));
  const lacking = equal.filter((field) => !covered.has(field));
  return usable.length > 0 && lacking.length === 0
    ? null
    : `${collection}: ${equal.join(' ==, ')} ==, ${textOf(order)}`;
}
