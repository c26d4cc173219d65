import { afterPrefix } from './byte-writer.ts';
import { encodeName, typeTag } from './encode-value.ts';
import { fieldPathKey } from './field-path.ts';
import { componentBytes, type IndexComponent, type IndexDefinition } from './index-store.ts';
import { isNameField, type Query, type QueryCursor, type QueryOrder } from './query.ts';
import { disjuncts, type FieldPredicate } from './query-filter.ts';

/** A range of one index or of the documents' keys. Upper bounds are exclusive. */
export interface Scan {
  /** Null: the documents themselves, by name. */
  index: IndexDefinition | null;
  low: Buffer;
  high: Buffer;
  reverse: boolean;
  /** Delivers results in the query's order, so a limit ends it. */
  sorted: boolean;
  /** Everything in the range matches: counting it is counting the results. */
  exact: boolean;
}

/** Above every key and every index value: the first byte of both stays below. */
const TOP = Buffer.from([0xff]);
const BOTTOM = Buffer.alloc(0);

/** One scan for each disjunct. */
export const planQuery = (query: Query): Scan[] =>
  disjuncts(query.filter).map((predicates) => planDisjunct(query, predicates));

/** The scan that needs no index: the whole scope, unsorted. */
export function fullScan(query: Query): Scan {
  const prefix = encodeName(query.parent.full);
  return {
    index: null,
    low: afterKey(prefix),
    high: afterPrefix(prefix) ?? TOP,
    reverse: false,
    sorted: false,
    exact: false,
  };
}

function planDisjunct(query: Query, predicates: readonly FieldPredicate[]): Scan {
  const byName = predicates.filter((predicate) => isNameField(predicate.field));
  const namesOne = byName.some((predicate) => predicate.op === '==');
  const equalities = equalityComponents(predicates);
  const fixed = new Set(equalities.filter((e) => e.kind === 'value').map((e) => fieldPathKey(e.field)));
  const orders = query.orders.filter((order) => !isNameField(order.field) && !fixed.has(fieldPathKey(order.field)));
  const indexable = query.collectionId !== null && equalities.length + orders.length > 0;
  if (namesOne || !indexable) {
    return planByName(query, byName, predicates.length === byName.length && !indexable);
  }
  return planByIndex(query, predicates, equalities, orders);
}

interface Equality extends Omit<IndexComponent, 'descending'> {
  predicate: FieldPredicate;
}

/** Fields fixed to one value, by field, and at most one array element. A field fixed twice is decided by matching. */
function equalityComponents(predicates: readonly FieldPredicate[]): Equality[] {
  const found = new Map<string, Equality>();
  let element: Equality | undefined;
  for (const predicate of predicates) {
    if (isNameField(predicate.field)) {
      continue;
    }
    const key = fieldPathKey(predicate.field);
    if (predicate.op === '==' && !found.has(key)) {
      found.set(key, { field: predicate.field, kind: 'value', predicate });
    }
    if (predicate.op === 'array-contains') {
      element ??= { field: predicate.field, kind: 'element', predicate };
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, equality]) => equality);
  return element ? [...sorted, element] : sorted;
}

function planByIndex(
  query: Query,
  predicates: readonly FieldPredicate[],
  equalities: readonly Equality[],
  orders: readonly QueryOrder[],
): Scan {
  // Names ascend within equal index values, so a descending name means reading the mirrored index backwards.
  const reverse = query.orders.at(-1)?.descending ?? false;
  const components: IndexComponent[] = [
    ...equalities.map(({ field, kind }) => ({ field, kind, descending: false })),
    ...orders.map(({ field, descending }) => ({ field, kind: 'value' as const, descending: descending !== reverse })),
  ];
  const prefix = Buffer.concat(equalities.map((equality) => equality.predicate.operands[0] ?? BOTTOM));
  const first = orders[0];
  const ranges = predicates.filter(
    (p) => ['<', '<=', '>', '>='].includes(p.op) && first && fieldPathKey(p.field) === fieldPathKey(first.field),
  );
  let low: Buffer = prefix;
  let high: Buffer = afterPrefix(prefix) ?? TOP;
  const narrow = (bounds: { low?: Buffer; high?: Buffer | null }) => {
    if (bounds.low && Buffer.compare(bounds.low, low) > 0) {
      low = bounds.low;
    }
    if (bounds.high && Buffer.compare(bounds.high, high) < 0) {
      high = bounds.high;
    }
  };
  for (const range of ranges) {
    narrow(rangeBounds(prefix, range, (first?.descending ?? false) !== reverse));
  }
  if (equalities.every(({ field }) => !query.orders.some((o) => fieldPathKey(o.field) === fieldPathKey(field)))) {
    if (query.startAt) {
      narrow(cursorBounds(prefix, query, query.startAt, reverse ? 'high' : 'low'));
    }
    if (query.endAt) {
      narrow(cursorBounds(prefix, query, query.endAt, reverse ? 'low' : 'high'));
    }
  }
  const index: IndexDefinition = {
    database: query.parent.database,
    collectionId: query.collectionId ?? '',
    scope: query.descendants ? 'group' : 'collection',
    components,
  };
  const everyUsed = predicates.length === equalities.length + ranges.length;
  const wholeScope = !query.descendants || query.parent.segments.length === 0;
  return { index, low, high, reverse, sorted: true, exact: everyUsed && wholeScope && !query.startAt && !query.endAt };
}

/** The part of the component space where one inequality can hold: its side of the operand, within the operand's type. */
function rangeBounds(
  prefix: Buffer,
  range: FieldPredicate,
  descending: boolean,
): { low?: Buffer; high?: Buffer | null } {
  const operand = range.operands[0] ?? BOTTOM;
  const at = Buffer.concat([prefix, componentBytes(operand, descending)]);
  const type = Buffer.concat([prefix, componentBytes(typeTag(operand), descending)]);
  const upwards = (range.op === '>' || range.op === '>=') !== descending;
  const inclusive = range.op === '<=' || range.op === '>=';
  if (upwards) {
    return { low: inclusive ? at : (afterPrefix(at) ?? TOP), high: afterPrefix(type) };
  }
  return { low: type, high: inclusive ? afterPrefix(at) : at };
}

/** A cursor bounds the scan inclusively; matching settles the exact edge. */
function cursorBounds(
  prefix: Buffer,
  query: Query,
  cursor: QueryCursor,
  side: 'low' | 'high',
): { low?: Buffer; high?: Buffer | null } {
  const reverse = query.orders.at(-1)?.descending ?? false;
  const parts = [prefix];
  for (const [i, value] of cursor.values.entries()) {
    const order = query.orders[i];
    if (!order || isNameField(order.field)) {
      break;
    }
    parts.push(componentBytes(value, order.descending !== reverse));
  }
  const at = Buffer.concat(parts);
  return side === 'low' ? { low: at } : { high: afterPrefix(at) };
}

function planByName(query: Query, byName: readonly FieldPredicate[], complete: boolean): Scan {
  const scan = fullScan(query);
  const first = query.orders[0];
  scan.reverse = first?.descending ?? false;
  scan.sorted = first !== undefined && isNameField(first.field);
  let used = 0;
  for (const predicate of byName) {
    const name = predicate.names[0];
    if (name === null || name === undefined || !['==', '<', '<=', '>', '>='].includes(predicate.op)) {
      continue;
    }
    used++;
    const key = encodeName(name);
    const after = afterKey(key);
    if (predicate.op === '==' || predicate.op === '>=') {
      scan.low = larger(scan.low, key);
    }
    if (predicate.op === '>') {
      scan.low = larger(scan.low, after);
    }
    if (predicate.op === '==' || predicate.op === '<=') {
      scan.high = smaller(scan.high, after);
    }
    if (predicate.op === '<') {
      scan.high = smaller(scan.high, key);
    }
  }
  if (query.startAt?.name && query.orders.length === 1) {
    const key = encodeName(query.startAt.name);
    if (scan.reverse) {
      scan.high = smaller(scan.high, afterKey(key));
    } else {
      scan.low = larger(scan.low, key);
    }
  }
  const collectionOnly = query.collectionId !== null;
  scan.exact = complete && used === byName.length && collectionOnly && !query.startAt && !query.endAt;
  return scan;
}

/** The first key after this one: what lies below a document follows it. */
const afterKey = (key: Buffer): Buffer => Buffer.concat([key, Buffer.from([0])]);

const larger = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) >= 0 ? a : b);

const smaller = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) <= 0 ? a : b);
