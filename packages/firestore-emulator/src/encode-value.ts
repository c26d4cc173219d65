import { ByteWriter } from './byte-writer.ts';
import { toMicros } from './timestamp.ts';
import type { Fields, Value } from './wire.ts';

/** Firestore's order of types; gaps leave room. Array and map ends (0x00) sort below every tag. */
const TAG = {
  null: 0x10,
  boolean: 0x18,
  number: 0x20,
  timestamp: 0x28,
  string: 0x30,
  bytes: 0x38,
  reference: 0x40,
  geoPoint: 0x48,
  array: 0x50,
  vector: 0x58,
  map: 0x60,
} as const;

/** Queries look at the first 1,500 bytes of a value, as Firestore's indexes do (one more for the type tag). */
const INDEXED_BYTES = 1501;

/**
 * Bytes whose order is Firestore's order of values across all types; equal bytes mean equal to a query (3 and 3.0,
 * 0 and -0). No encoding is a prefix of another, so encodings can be joined into composite index keys.
 */
export function encodeForQuery(value: Value): Buffer {
  const bytes = encodeExactly(value);
  return bytes.length > INDEXED_BYTES ? bytes.subarray(0, INDEXED_BYTES) : bytes;
}

/** As `encodeForQuery`, without the cut. */
export function encodeExactly(value: Value): Buffer {
  const writer = new ByteWriter();
  writeValue(writer, value);
  return writer.finish();
}

/** The first byte of an encoding: values compare by `<` and `>` only within one type. */
export const typeTag = (encoded: Buffer): Buffer => encoded.subarray(0, 1);

/** The order key of a document name: database, then path, segment by segment. */
export function encodeName(name: string): Buffer {
  const writer = new ByteWriter();
  writeName(writer, name);
  return writer.finish();
}

function writeName(writer: ByteWriter, name: string): void {
  for (const segment of name.split('/')) {
    writer.terminated(Buffer.from(segment));
  }
}

function writeValue(writer: ByteWriter, value: Value): void {
  if (value.nullValue !== undefined) {
    writer.byte(TAG.null);
  } else if (value.booleanValue !== undefined) {
    writer.byte(TAG.boolean);
    writer.byte(value.booleanValue ? 1 : 0);
  } else if (value.integerValue !== undefined) {
    writeInteger(writer, BigInt(value.integerValue));
  } else if (value.doubleValue !== undefined) {
    writeDouble(writer, Number(value.doubleValue));
  } else if (value.timestampValue) {
    writer.byte(TAG.timestamp);
    writer.int64(BigInt(toMicros(value.timestampValue)));
  } else if (value.stringValue !== undefined) {
    writer.byte(TAG.string);
    writer.terminated(Buffer.from(value.stringValue));
  } else if (value.bytesValue !== undefined) {
    writer.byte(TAG.bytes);
    writer.terminated(Buffer.from(value.bytesValue, 'base64'));
  } else if (value.referenceValue !== undefined) {
    writer.byte(TAG.reference);
    writeName(writer, value.referenceValue);
    writer.byte(0);
  } else if (value.geoPointValue) {
    writer.byte(TAG.geoPoint);
    writer.double(value.geoPointValue.latitude ?? 0);
    writer.double(value.geoPointValue.longitude ?? 0);
  } else if (value.arrayValue) {
    writer.byte(TAG.array);
    for (const element of value.arrayValue.values ?? []) {
      writeValue(writer, element);
    }
    writer.byte(0);
  } else {
    writeMap(writer, value.mapValue?.fields ?? {});
  }
}

function writeMap(writer: ByteWriter, fields: Fields): void {
  const vector = vectorElements(fields);
  if (vector) {
    writer.byte(TAG.vector);
    writer.int64(BigInt(vector.length));
    for (const element of vector) {
      writeValue(writer, element);
    }
    return;
  }
  writer.byte(TAG.map);
  const entries = Object.entries(fields).map(([name, value]) => ({ name: Buffer.from(name), value }));
  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  for (const entry of entries) {
    writer.byte(1);
    writer.terminated(entry.name);
    writeValue(writer, entry.value);
  }
  writer.byte(0);
}

/** A vector is a map marked `__type__: "__vector__"`; it has its own place in the order. */
function vectorElements(fields: Fields): Value[] | null {
  if (fields.__type__?.stringValue !== '__vector__') {
    return null;
  }
  return fields.value?.arrayValue?.values ?? [];
}

/**
 * Integers and doubles share one order. Both are written as the nearest double followed by what that rounding lost
 * (beyond 2^53 at most ±512), which keeps 2^53 + 1 apart from 2^53.
 */
function writeInteger(writer: ByteWriter, integer: bigint): void {
  const rounded = Number(integer);
  writeNumber(writer, rounded, Number(integer - BigInt(rounded)));
}

function writeDouble(writer: ByteWriter, double: number): void {
  if (Number.isNaN(double)) {
    writer.byte(TAG.number);
    writer.byte(0);
  } else {
    writeNumber(writer, double, 0);
  }
}

function writeNumber(writer: ByteWriter, rounded: number, lost: number): void {
  writer.byte(TAG.number);
  writer.byte(1);
  writer.double(rounded);
  writer.uint16(lost + 0x8000);
}
