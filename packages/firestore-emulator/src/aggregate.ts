import type { DocumentState } from './apply-write.ts';
import { getField, parseFieldPath } from './field-path.ts';
import { invalidArgument } from './rpc-error.ts';
import type { Fields, Value, WireAggregation } from './wire.ts';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
/** Firestore: one to five aggregations per query. */
const MAX_AGGREGATIONS = 5;

/** Names every aggregation: its alias, or `field_1`, `field_2`, … for those without. */
export function nameAggregations(aggregations: readonly WireAggregation[]): [string, WireAggregation][] {
  if (aggregations.length === 0 || aggregations.length > MAX_AGGREGATIONS) {
    throw invalidArgument(`A query takes one to ${MAX_AGGREGATIONS} aggregations.`);
  }
  let unnamed = 0;
  return aggregations.map((aggregation) => [aggregation.alias || `field_${++unnamed}`, aggregation]);
}

/** The bound of a count; infinite for all others. */
export function countLimit(aggregation: WireAggregation): number {
  const bound = aggregation.count?.upTo;
  return bound ? Number(bound.value ?? 0) : Number.POSITIVE_INFINITY;
}

export function aggregate(aggregations: [string, WireAggregation][], documents: readonly DocumentState[]): Fields {
  return Object.fromEntries(
    aggregations.map(([alias, aggregation]) => {
      if (aggregation.sum) {
        return [alias, sum(numbersAt(documents, aggregation.sum.field.fieldPath))];
      }
      if (aggregation.avg) {
        return [alias, average(numbersAt(documents, aggregation.avg.field.fieldPath))];
      }
      const count = Math.min(documents.length, countLimit(aggregation));
      return [alias, { integerValue: String(count) }];
    }),
  );
}

function numbersAt(documents: readonly DocumentState[], fieldPath: string): Value[] {
  const path = parseFieldPath(fieldPath);
  return documents.flatMap((document) => {
    const value = getField(document.fields, path);
    return value?.integerValue !== undefined || value?.doubleValue !== undefined ? [value] : [];
  });
}

/** An integer while all are integers and it fits in 64 bits, a double otherwise. */
function sum(values: readonly Value[]): Value {
  if (values.every((value) => value.integerValue !== undefined)) {
    const total = values.reduce((so, value) => so + BigInt(value.integerValue ?? 0), 0n);
    return total > INT64_MAX || total < INT64_MIN ? double(Number(total)) : { integerValue: String(total) };
  }
  return double(total(values));
}

const average = (values: readonly Value[]): Value =>
  values.length === 0 ? { nullValue: 'NULL_VALUE' } : double(total(values) / values.length);

const total = (values: readonly Value[]): number =>
  values.reduce((so, value) => so + Number(value.integerValue ?? value.doubleValue), 0);

const double = (value: number): Value => ({ doubleValue: Number.isFinite(value) ? value : String(value) });
