import type { DocumentState } from './apply-write.ts';
import { encodeForQuery, typeTag } from './encode-value.ts';
import { getField } from './field-path.ts';
import { type Query, type QueryCursor, queryValue } from './query.ts';
import type { FieldPredicate, QueryFilter } from './query-filter.ts';
import { collectionId, parseDocumentName } from './resource-name.ts';
import type { Value } from './wire.ts';

const NULL = encodeForQuery({ nullValue: 'NULL_VALUE' });

/** Whether a document is a result of the query, limit and offset aside. Indexes only narrow; this decides. */
export function matchesQuery(query: Query, document: DocumentState): boolean {
  if (!inScope(query, document.name)) {
    return false;
  }
  if (query.filter && !matchesFilter(query.filter, document)) {
    return false;
  }
  if (query.orders.some((order) => queryValue(document, order.field) === undefined)) {
    return false;
  }
  if (query.startAt) {
    const side = compareToCursor(query, document, query.startAt);
    if (query.startAt.before ? side < 0 : side <= 0) {
      return false;
    }
  }
  if (query.endAt) {
    const side = compareToCursor(query, document, query.endAt);
    if (query.endAt.before ? side >= 0 : side > 0) {
      return false;
    }
  }
  return true;
}

/** The query's order of two of its results. */
export function compareResults(query: Query, a: DocumentState, b: DocumentState): number {
  for (const { field, descending } of query.orders) {
    const order = compareEncoded(queryValue(a, field), queryValue(b, field));
    if (order !== 0) {
      return descending ? -order : order;
    }
  }
  return 0;
}

function inScope(query: Query, name: string): boolean {
  const below = `${query.parent.full}/`;
  if (!name.startsWith(below)) {
    return false;
  }
  const parsed = parseDocumentName(name);
  if (query.collectionId !== null && collectionId(parsed) !== query.collectionId) {
    return false;
  }
  return query.descendants || parsed.segments.length === query.parent.segments.length + 2;
}

function compareToCursor(query: Query, document: DocumentState, cursor: QueryCursor): number {
  for (const [i, value] of cursor.values.entries()) {
    const order = query.orders[i];
    if (!order) {
      break;
    }
    const side = compareEncoded(queryValue(document, order.field), value);
    if (side !== 0) {
      return order.descending ? -side : side;
    }
  }
  return 0;
}

function compareEncoded(a: Buffer | undefined, b: Buffer | undefined): number {
  if (a === undefined || b === undefined) {
    return Number(a !== undefined) - Number(b !== undefined);
  }
  return Buffer.compare(a, b);
}

function matchesFilter(filter: QueryFilter, document: DocumentState): boolean {
  if (filter.kind === 'or') {
    return filter.filters.some((part) => matchesFilter(part, document));
  }
  if (filter.kind === 'and') {
    return filter.filters.every((part) => matchesFilter(part, document));
  }
  if (filter.op === 'array-contains' || filter.op === 'array-contains-any') {
    const elements: Value[] = getField(document.fields, filter.field)?.arrayValue?.values ?? [];
    return elements.some((element) => isOneOf(filter, encodeForQuery(element)));
  }
  const value = queryValue(document, filter.field);
  return value !== undefined && matchesPredicate(filter, value);
}

function matchesPredicate(filter: FieldPredicate, value: Buffer): boolean {
  const operand = filter.operands[0] ?? NULL;
  switch (filter.op) {
    case '==':
    case 'in':
      return isOneOf(filter, value);
    // A null field is neither different from anything nor outside of any list; a null in the list empties `not-in`.
    case '!=':
    case 'not-in':
      if (filter.op === 'not-in' && isOneOf(filter, NULL)) {
        return false;
      }
      return !value.equals(NULL) && !isOneOf(filter, value);
    default:
      if (!typeTag(value).equals(typeTag(operand))) {
        return false;
      }
      return matchesInequality(filter.op, Buffer.compare(value, operand));
  }
}

function matchesInequality(op: FieldPredicate['op'], side: number): boolean {
  if (op === '<') {
    return side < 0;
  }
  if (op === '<=') {
    return side <= 0;
  }
  if (op === '>') {
    return side > 0;
  }
  return side >= 0;
}

const isOneOf = (filter: FieldPredicate, value: Buffer): boolean =>
  filter.operands.some((operand) => operand.equals(value));
