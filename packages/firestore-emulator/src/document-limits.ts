import { invalidArgument } from './rpc-error.ts';
import type { Fields, Value } from './wire.ts';

/** Firestore's limits on a document (firebase.google.com/docs/firestore/quotas). */
const MAX_DOCUMENT_BYTES = 1_048_576;
const MAX_FIELD_NAME_BYTES = 1500;
const MAX_DEPTH = 20;

/** Refuses what Firestore refuses to store: too large, too deep, arrays in arrays, reserved or overlong field names. */
export function checkDocument(name: string, fields: Fields): void {
  const bytes = nameSize(name) + 32 + fieldsSize(fields, 1);
  if (bytes <= MAX_DOCUMENT_BYTES) {
    return;
  }
  throw invalidArgument(
    `Document '${name}' cannot be written because its size (${bytes.toLocaleString('en-US')} bytes) exceeds the maximum allowed size of ${MAX_DOCUMENT_BYTES.toLocaleString('en-US')} bytes.`,
  );
}

const nameSize = (name: string): number => Buffer.byteLength(name) + 16;

function fieldsSize(fields: Fields, depth: number): number {
  if (depth > MAX_DEPTH) {
    throw invalidArgument(`Maps and arrays are nested more than ${MAX_DEPTH} levels deep.`);
  }
  let bytes = 0;
  for (const [field, value] of Object.entries(fields)) {
    const fieldBytes = Buffer.byteLength(field);
    const reserved = /^__.*__$/s.test(field) && field !== '__type__';
    if (field === '' || reserved || fieldBytes > MAX_FIELD_NAME_BYTES) {
      throw invalidArgument(`Field name "${field.slice(0, 100)}" is empty, reserved or longer than 1,500 bytes.`);
    }
    bytes += fieldBytes + 1 + valueSize(value, depth);
  }
  return bytes;
}

function valueSize(value: Value, depth: number): number {
  if (value.stringValue !== undefined) {
    return Buffer.byteLength(value.stringValue) + 1;
  }
  if (value.bytesValue !== undefined) {
    return Buffer.byteLength(value.bytesValue, 'base64');
  }
  if (value.referenceValue !== undefined) {
    return nameSize(value.referenceValue);
  }
  if (value.geoPointValue) {
    return 16;
  }
  if (value.mapValue) {
    return fieldsSize(value.mapValue.fields ?? {}, depth + 1);
  }
  if (value.arrayValue) {
    return arraySize(value.arrayValue.values ?? [], depth + 1);
  }
  if (value.nullValue !== undefined || value.booleanValue !== undefined) {
    return 1;
  }
  if (value.integerValue !== undefined || value.doubleValue !== undefined || value.timestampValue) {
    return 8;
  }
  throw invalidArgument('A value has no type set, or one that documents cannot hold.');
}

function arraySize(values: readonly Value[], depth: number): number {
  if (depth > MAX_DEPTH) {
    throw invalidArgument(`Maps and arrays are nested more than ${MAX_DEPTH} levels deep.`);
  }
  let bytes = 0;
  for (const value of values) {
    if (value.arrayValue) {
      throw invalidArgument('Cannot convert an array value in an array value.');
    }
    bytes += valueSize(value, depth);
  }
  return bytes;
}
