import { encodeForQuery } from './encode-value.ts';
import { type FieldPath, parseFieldPath } from './field-path.ts';
import { invalidArgument } from './rpc-error.ts';
import type { FieldOperator, Value, WireFilter } from './wire.ts';

type QueryOperator = '==' | '<' | '<=' | '>' | '>=' | '!=' | 'in' | 'not-in' | 'array-contains' | 'array-contains-any';

export interface FieldPredicate {
  kind: 'field';
  field: FieldPath;
  op: QueryOperator;
  /** One operand, or the members of a list operator's list; encoded for comparison. */
  operands: Buffer[];
  /** The operands' names where they are references, for `__name__`. */
  names: (string | null)[];
}

export type QueryFilter =
  | FieldPredicate
  | { kind: 'and'; filters: QueryFilter[] }
  | { kind: 'or'; filters: QueryFilter[] };

const OPERATORS: Record<FieldOperator, QueryOperator> = {
  LESS_THAN: '<',
  LESS_THAN_OR_EQUAL: '<=',
  GREATER_THAN: '>',
  GREATER_THAN_OR_EQUAL: '>=',
  EQUAL: '==',
  NOT_EQUAL: '!=',
  ARRAY_CONTAINS: 'array-contains',
  IN: 'in',
  ARRAY_CONTAINS_ANY: 'array-contains-any',
  NOT_IN: 'not-in',
};

/** Firestore's bounds on lists: 30 disjuncts, 10 for `not-in`. */
const MAX_DISJUNCTS = 30;
const MAX_NOT_IN = 10;

const NULL: Value = { nullValue: 'NULL_VALUE' };
const NAN: Value = { doubleValue: 'NaN' };

export function parseFilter(wire: WireFilter): QueryFilter {
  if (wire.compositeFilter) {
    const { op, filters } = wire.compositeFilter;
    if (filters.length === 0) {
      throw invalidArgument('A composite filter needs at least one filter.');
    }
    return { kind: op === 'OR' ? 'or' : 'and', filters: filters.map(parseFilter) };
  }
  if (wire.unaryFilter) {
    const { field, op } = wire.unaryFilter;
    const operand = op === 'IS_NULL' || op === 'IS_NOT_NULL' ? NULL : NAN;
    return predicate(field.fieldPath, op === 'IS_NULL' || op === 'IS_NAN' ? '==' : '!=', [operand]);
  }
  if (!wire.fieldFilter) {
    throw invalidArgument('A filter has no type set.');
  }
  const { field, value } = wire.fieldFilter;
  const op = OPERATORS[wire.fieldFilter.op];
  if (op === undefined) {
    throw invalidArgument('A field filter has no operator.');
  }
  if (op !== 'in' && op !== 'not-in' && op !== 'array-contains-any') {
    return predicate(field.fieldPath, op, [value]);
  }
  const values = value.arrayValue?.values ?? [];
  const limit = op === 'not-in' ? MAX_NOT_IN : MAX_DISJUNCTS;
  if (values.length === 0) {
    throw invalidArgument(`'${op.toUpperCase()}' requires a non-empty ArrayValue.`);
  }
  if (values.length > limit) {
    throw invalidArgument(`'${op.toUpperCase()}' supports up to ${limit} comparison values.`);
  }
  return predicate(field.fieldPath, op, values);
}

/** The filter as a union of conjunctions of predicates without list operators, as Firestore runs it. */
export function disjuncts(filter: QueryFilter | null): FieldPredicate[][] {
  if (!filter) {
    return [[]];
  }
  if (filter.kind === 'field') {
    return spread(filter).map((one) => [one]);
  }
  if (filter.kind === 'or') {
    return limited(filter.filters.flatMap(disjuncts));
  }
  let product: FieldPredicate[][] = [[]];
  for (const part of filter.filters) {
    const alternatives = disjuncts(part);
    product = limited(product.flatMap((left) => alternatives.map((right) => [...left, ...right])));
  }
  return product;
}

function spread(filter: FieldPredicate): FieldPredicate[] {
  const single = filter.op === 'in' ? '==' : filter.op === 'array-contains-any' ? 'array-contains' : null;
  if (single === null) {
    return [filter];
  }
  return filter.operands.map((operand, i) => ({
    ...filter,
    op: single,
    operands: [operand],
    names: [filter.names[i] ?? null],
  }));
}

function limited(product: FieldPredicate[][]): FieldPredicate[][] {
  if (product.length > MAX_DISJUNCTS) {
    throw invalidArgument(`The query has more than ${MAX_DISJUNCTS} disjunctions in disjunctive normal form.`);
  }
  return product;
}

function predicate(fieldPath: string, op: QueryOperator, values: readonly Value[]): FieldPredicate {
  return {
    kind: 'field',
    field: parseFieldPath(fieldPath),
    op,
    operands: values.map(encodeForQuery),
    names: values.map((value) => value.referenceValue ?? null),
  };
}
