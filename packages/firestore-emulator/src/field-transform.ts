import { encodeExactly } from './encode-value.ts';
import { invalidArgument } from './rpc-error.ts';
import { fromMicros, type Micros } from './timestamp.ts';
import type { FieldTransform, Value } from './wire.ts';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** The value after one transform, and what the client is told of it (null for the array transforms). */
export function applyTransform(
  current: Value | undefined,
  transform: FieldTransform,
  commitTime: Micros,
): { value: Value; result: Value } {
  const array = transform.appendMissingElements ?? transform.removeAllFromArray;
  const value = transformed(current, transform, commitTime);
  return { value, result: array ? { nullValue: 'NULL_VALUE' } : value };
}

function transformed(current: Value | undefined, transform: FieldTransform, commitTime: Micros): Value {
  if (transform.setToServerValue === 'REQUEST_TIME') {
    // Server timestamps have millisecond precision, unlike update times.
    return { timestampValue: fromMicros(commitTime - (commitTime % 1000)) };
  }
  if (transform.increment) {
    return increment(current, numeric(transform.increment));
  }
  if (transform.maximum) {
    return extreme(current, numeric(transform.maximum), 1);
  }
  if (transform.minimum) {
    return extreme(current, numeric(transform.minimum), -1);
  }
  const elements = current?.arrayValue?.values ?? [];
  if (transform.appendMissingElements) {
    return append(elements, transform.appendMissingElements.values ?? []);
  }
  if (transform.removeAllFromArray) {
    return removeAll(elements, transform.removeAllFromArray.values ?? []);
  }
  throw invalidArgument(`The transform of field "${transform.fieldPath}" has no operation.`);
}

const isNumber = (value: Value | undefined): value is Value =>
  value?.integerValue !== undefined || value?.doubleValue !== undefined;

function numeric(operand: Value): Value {
  if (!isNumber(operand)) {
    throw invalidArgument('A numeric transform needs an integer or a double.');
  }
  return operand;
}

function increment(current: Value | undefined, by: Value): Value {
  if (!isNumber(current)) {
    return by;
  }
  if (current.integerValue !== undefined && by.integerValue !== undefined) {
    const sum = BigInt(current.integerValue) + BigInt(by.integerValue);
    const clamped = sum > INT64_MAX ? INT64_MAX : sum < INT64_MIN ? INT64_MIN : sum;
    return { integerValue: String(clamped) };
  }
  return double(toDouble(current) + toDouble(by));
}

/** The larger (sign 1) or smaller (sign -1); the stored one on a tie, NaN if either is. */
function extreme(current: Value | undefined, operand: Value, sign: 1 | -1): Value {
  if (!isNumber(current)) {
    return operand;
  }
  if (Number.isNaN(toDouble(current))) {
    return current;
  }
  if (Number.isNaN(toDouble(operand))) {
    return operand;
  }
  return Buffer.compare(encodeExactly(operand), encodeExactly(current)) * sign > 0 ? operand : current;
}

function append(elements: readonly Value[], added: readonly Value[]): Value {
  const known = new Set(elements.map(identity));
  const values = [...elements];
  for (const value of added) {
    if (known.has(identity(value))) {
      continue;
    }
    known.add(identity(value));
    values.push(value);
  }
  return { arrayValue: { values } };
}

function removeAll(elements: readonly Value[], removed: readonly Value[]): Value {
  const gone = new Set(removed.map(identity));
  return { arrayValue: { values: elements.filter((value) => !gone.has(identity(value))) } };
}

const identity = (value: Value): string => encodeExactly(value).toString('latin1');

const toDouble = (value: Value): number => Number(value.integerValue ?? value.doubleValue);

const double = (value: number): Value => ({ doubleValue: Number.isFinite(value) ? value : String(value) });
