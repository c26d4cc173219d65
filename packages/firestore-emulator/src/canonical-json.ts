import { fromMicros, toMicros } from './timestamp.ts';
import type { Fields, Value } from './wire.ts';

/**
 * Fields as JSON text with sorted keys, so that equal documents have equal text. -0 has no JSON form and travels as
 * the string "-0", which protobuf's number conversion reads back.
 */
export const fieldsToJson = (fields: Fields): string => JSON.stringify(canonicalFields(fields));

export const fieldsFromJson = (text: string): Fields => JSON.parse(text) as Fields;

export function canonicalFields(fields: Fields): Fields {
  const sorted: [string, Value][] = Object.keys(fields)
    .sort()
    .map((name) => [name, canonicalValue(fields[name] ?? {})]);
  return Object.fromEntries(sorted);
}

function canonicalValue(value: Value): Value {
  if (value.mapValue) {
    return { mapValue: { fields: canonicalFields(value.mapValue.fields ?? {}) } };
  }
  if (value.arrayValue) {
    return { arrayValue: { values: (value.arrayValue.values ?? []).map(canonicalValue) } };
  }
  if (value.timestampValue) {
    return { timestampValue: fromMicros(toMicros(value.timestampValue)) };
  }
  if (Object.is(value.doubleValue, -0)) {
    return { doubleValue: '-0' };
  }
  return value;
}

/**
 * Fields as plain JSON for people and audits: timestamps as ISO text with microseconds, bytes in base64, integers
 * beyond 2^53 as strings.
 */
export const plainFields = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));

function plainValue(value: Value): unknown {
  if (value.nullValue !== undefined) {
    return null;
  }
  if (value.mapValue) {
    return plainFields(value.mapValue.fields ?? {});
  }
  if (value.arrayValue) {
    return (value.arrayValue.values ?? []).map(plainValue);
  }
  if (value.timestampValue) {
    return isoMicros(toMicros(value.timestampValue));
  }
  if (value.integerValue !== undefined) {
    const number = Number(value.integerValue);
    return Number.isSafeInteger(number) ? number : value.integerValue;
  }
  if (value.geoPointValue) {
    return { latitude: value.geoPointValue.latitude ?? 0, longitude: value.geoPointValue.longitude ?? 0 };
  }
  return value.booleanValue ?? value.doubleValue ?? value.stringValue ?? value.bytesValue ?? value.referenceValue;
}

function isoMicros(micros: number): string {
  const rest = String(((micros % 1000) + 1000) % 1000).padStart(3, '0');
  return new Date(Math.floor(micros / 1000)).toISOString().replace('Z', `${rest}Z`);
}
