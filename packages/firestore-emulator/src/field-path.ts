import { invalidArgument } from './rpc-error.ts';
import type { Fields, Value } from './wire.ts';

/** A field path as its parts, unquoted. */
export type FieldPath = readonly string[];

const SIMPLE = /^[A-Za-z_][A-Za-z0-9_]*/;

/** Reads ``a.b.`odd name` ``; inside backticks a backslash escapes a backtick or backslash. */
export function parseFieldPath(text: string): FieldPath {
  const parts: string[] = [];
  let position = 0;
  for (;;) {
    const quoted = text[position] === '`';
    const part = quoted ? readQuoted(text, position) : (SIMPLE.exec(text.slice(position))?.[0] ?? '');
    const raw = typeof part === 'string' ? { value: part, end: position + part.length } : part;
    if (raw.value === '') {
      throw invalidArgument(`Invalid field path "${text}".`);
    }
    parts.push(raw.value);
    position = raw.end;
    if (position === text.length) {
      return parts;
    }
    if (text[position] !== '.') {
      throw invalidArgument(`Invalid field path "${text}".`);
    }
    position++;
  }
}

/** One text per path, for use as a key. */
export const fieldPathKey = (path: FieldPath): string =>
  path.map((part) => `\`${part.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``).join('.');

export function getField(fields: Fields, path: FieldPath): Value | undefined {
  const [head = '', ...rest] = path;
  const value = Object.hasOwn(fields, head) ? fields[head] : undefined;
  if (value === undefined || rest.length === 0) {
    return value;
  }
  return value.mapValue ? getField(value.mapValue.fields ?? {}, rest) : undefined;
}

/** A copy of `fields` with `path` set, or deleted for undefined. Maps on the way are made as needed. */
export function setField(fields: Fields, path: FieldPath, value: Value | undefined): Fields {
  const [head = '', ...rest] = path;
  const copy: Fields = { ...fields };
  const current = Object.hasOwn(fields, head) ? fields[head] : undefined;
  if (rest.length === 0) {
    if (value === undefined) {
      delete copy[head];
    } else {
      define(copy, head, value);
    }
  } else if (value !== undefined || current?.mapValue) {
    define(copy, head, { mapValue: { fields: setField(current?.mapValue?.fields ?? {}, rest, value) } });
  }
  return copy;
}

/** Only the named fields; a path that is absent is left out. */
export function projectFields(fields: Fields, paths: readonly FieldPath[]): Fields {
  let projected: Fields = {};
  for (const path of paths) {
    const value = getField(fields, path);
    if (value !== undefined) {
      projected = setField(projected, path, value);
    }
  }
  return projected;
}

function define(fields: Fields, name: string, value: Value): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '`') {
      return { value, end: i + 1 };
    }
    if (text[i] === '\\') {
      i++;
    }
    value += text[i] ?? '';
  }
  throw invalidArgument(`Unterminated backtick in field path "${text}".`);
}
