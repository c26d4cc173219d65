import type { DocumentState } from './apply-write.ts';
import { encodeForQuery } from './encode-value.ts';
import { type FieldPath, fieldPathKey, getField, parseFieldPath } from './field-path.ts';
import { parseFilter, type QueryFilter } from './query-filter.ts';
import { type DocumentName, parseParent } from './resource-name.ts';
import { invalidArgument } from './rpc-error.ts';
import type { StructuredQuery, WireCursor } from './wire.ts';

export interface QueryOrder {
  field: FieldPath;
  descending: boolean;
}

/** A position between results: the encoded values of the first orders. */
export interface QueryCursor {
  values: Buffer[];
  /** The name when the cursor reaches down to it. */
  name: string | null;
  before: boolean;
}

/** A structured query with everything implied written out. */
export interface Query {
  parent: DocumentName;
  /** Null: every collection (only together with `descendants`). */
  collectionId: string | null;
  descendants: boolean;
  filter: QueryFilter | null;
  /** Complete: ends with `__name__`. */
  orders: QueryOrder[];
  startAt: QueryCursor | null;
  endAt: QueryCursor | null;
  offset: number;
  limit: number | null;
  select: FieldPath[] | null;
}

export const isNameField = (field: FieldPath): boolean => field.length === 1 && field[0] === '__name__';

/** What a query sees of a document at a field; undefined when the field is absent. */
export function queryValue(document: DocumentState, field: FieldPath): Buffer | undefined {
  if (isNameField(field)) {
    return encodeForQuery({ referenceValue: document.name });
  }
  const value = getField(document.fields, field);
  return value === undefined ? undefined : encodeForQuery(value);
}

export function parseQuery(parent: string, wire: StructuredQuery): Query {
  if (wire.findNearest) {
    throw invalidArgument('Vector search is not part of this emulator.');
  }
  const from = wire.from[0];
  if (wire.from.length > 1) {
    throw invalidArgument('A query reads from one collection selector.');
  }
  const filter = wire.where ? parseFilter(wire.where) : null;
  const orders = completeOrders(
    wire.orderBy.map((order) => ({
      field: parseFieldPath(order.field.fieldPath),
      descending: order.direction === 'DESCENDING',
    })),
    filter,
  );
  const limit = wire.limit ? (wire.limit.value ?? 0) : null;
  const offset = wire.offset ?? 0;
  if (offset < 0 || (limit !== null && limit < 0)) {
    throw invalidArgument('Offset and limit must not be negative.');
  }
  return {
    parent: parseParent(parent),
    collectionId: from?.collectionId || null,
    descendants: from?.allDescendants ?? false,
    filter,
    orders,
    startAt: wire.startAt ? parseCursor(wire.startAt, orders) : null,
    endAt: wire.endAt ? parseCursor(wire.endAt, orders) : null,
    offset,
    limit,
    select: wire.select?.fields.length ? wire.select.fields.map((field) => parseFieldPath(field.fieldPath)) : null,
  };
}

/** Inequality fields that are missing follow in the order of their names, then `__name__`, in the last direction. */
function completeOrders(explicit: QueryOrder[], filter: QueryFilter | null): QueryOrder[] {
  const orders = [...explicit];
  const descending = orders.at(-1)?.descending ?? false;
  const ordered = new Set(orders.map((order) => fieldPathKey(order.field)));
  const missing = inequalityFields(filter).filter((field) => !ordered.has(fieldPathKey(field)) && !isNameField(field));
  missing.sort((a, b) => (fieldPathKey(a) < fieldPathKey(b) ? -1 : 1));
  for (const field of missing) {
    orders.push({ field, descending });
  }
  const nameAt = orders.findIndex((order) => isNameField(order.field));
  if (nameAt !== -1) {
    return orders.slice(0, nameAt + 1);
  }
  return [...orders, { field: ['__name__'], descending }];
}

function inequalityFields(filter: QueryFilter | null): FieldPath[] {
  if (!filter) {
    return [];
  }
  if (filter.kind === 'field') {
    return ['<', '<=', '>', '>=', '!=', 'not-in'].includes(filter.op) ? [filter.field] : [];
  }
  const fields = new Map<string, FieldPath>();
  for (const part of filter.filters) {
    for (const field of inequalityFields(part)) {
      fields.set(fieldPathKey(field), field);
    }
  }
  return [...fields.values()];
}

function parseCursor(wire: WireCursor, orders: readonly QueryOrder[]): QueryCursor {
  if (wire.values.length > orders.length) {
    throw invalidArgument('The cursor has more values than the query has orders.');
  }
  const last = wire.values.at(-1);
  const reachesName = wire.values.length === orders.length && last?.referenceValue !== undefined;
  return {
    values: wire.values.map(encodeForQuery),
    name: reachesName ? (last?.referenceValue ?? null) : null,
    before: wire.before ?? false,
  };
}
