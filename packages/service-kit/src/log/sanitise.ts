import { CONTROLS, INVISIBLE, LINE_SEPARATORS } from '@sets/contract/text';
import { hideQueries } from './hide-queries.ts';

const REDACTED = '[redacted]';
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
/** Cloud Logging takes entries of 256 KiB; nobody reads a longer string than this in a log. */
const MAX_STRING = 4096;
const MAX_STACK = 16_384;

const SECRET = /authorization|cookie|passw(or)?d|passphrase|secret|apikey|credential|privatekey|appcheck|signature/;
const TOKEN = /token/;
const PLAIN = /^[ -~]*$/;

/** Whether a value under this key must never be logged. Token counts are numbers and stay readable. */
export function isSecretKey(key: string, value?: unknown): boolean {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  return SECRET.test(plain) || (TOKEN.test(plain) && typeof value !== 'number');
}

const clip = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`;

/**
 * One line without anything that is not seen: a log line must not move a terminal, read otherwise or forge another.
 * Links keep the names of their parameters only.
 */
export function printable(text: string, limit = MAX_STRING): string {
  const clipped = clip(hideQueries(text), limit);
  // Most texts are so: one look instead of two replacements.
  return PLAIN.test(clipped)
    ? clipped
    : clipped
        .replace(/[\t\n\r]+/g, ' ')
        .replace(LINE_SEPARATORS, ' ')
        .replace(CONTROLS, '')
        .replace(INVISIBLE, '');
}

const describeError = (error: Error): Record<string, unknown> => ({
  name: error.name,
  ...('code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
    ? { code: error.code }
    : {}),
  message: printable(error.message),
});

/** The stack with those of its causes, as Error Reporting reads it. Line breaks stay, other control characters go. */
export function stackOf(error: Error): string {
  const stacks: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && stacks.length < MAX_DEPTH) {
    stacks.push(current.stack ?? `${current.name}: ${current.message}`);
    current = current.cause;
  }
  const text = stacks.join('\nCaused by: ');
  return clip(
    text
      .split('\n')
      .map((line) => printable(line))
      .join('\n'),
    MAX_STACK,
  );
}

function sanitiseObject(value: object, ancestors: readonly object[]): unknown {
  if (value instanceof Error) {
    return describeError(value);
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? null : value.toISOString();
  }
  if (value instanceof URL) {
    return printable(value.href);
  }
  if (ArrayBuffer.isView(value)) {
    return `[${value.byteLength} bytes]`;
  }
  if (ancestors.includes(value)) {
    return '[circular]';
  }
  if (ancestors.length >= MAX_DEPTH) {
    return '[too deep]';
  }
  const chain = [...ancestors, value];
  if (value instanceof Map) {
    return sanitiseObject(Object.fromEntries(value), chain);
  }
  if (value instanceof Set || Array.isArray(value)) {
    return [...value].slice(0, MAX_ITEMS).map((item) => sanitiseValue(item, chain));
  }
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([key, item]) => [printable(key), isSecretKey(key, item) ? REDACTED : sanitiseValue(item, chain)]),
  );
}

function sanitiseValue(value: unknown, ancestors: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return printable(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : sanitiseObject(value, ancestors);
    case 'number':
    case 'boolean':
      return value;
    default:
      return undefined;
  }
}

/** A copy that is safe to log: secrets redacted by key at any depth, strings capped and printable, never circular. */
export const sanitise = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  sanitiseObject(fields, []) as Record<string, unknown>;
