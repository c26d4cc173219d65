import type { ReadName } from './field-names.ts';
import { printable } from './printable.ts';

const REDACTED = '"[redacted]"';
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
/** Longer texts are looked at by the general way. */
const SHORT = 1_024;
/** Printable, without what JSON escapes. */
const AS_IT_IS = /^[ !#-[\]-~]*$/;

/** JSON of a text that is safe to log; see `printable`. */
export const quoted = (text: string): string =>
  text.length <= SHORT && AS_IT_IS.test(text) && !text.includes('://') ? `"${text}"` : JSON.stringify(printable(text));

/** Members to leave out. */
type Without = (name: string) => boolean;

const codeOf = (error: Error): object =>
  'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {};

/**
 * Writes JSON that is safe to log: secrets redacted by key at any depth, strings capped and printable, never circular.
 * Written at once, not copied first: this is the largest part of a log line's cost.
 */
export class SafeJson {
  readonly #nameOf: ReadName;

  constructor(nameOf: ReadName) {
    this.#nameOf = nameOf;
  }

  /** The members of an object without its braces, each with a comma before it. */
  members(fields: object, ancestors: readonly object[] = [], without?: Without): string {
    let written = '';
    let left = MAX_ITEMS;
    for (const [name, value] of Object.entries(fields)) {
      if (left === 0) {
        break;
      }
      left -= 1;
      if (without?.(name) === true) {
        continue;
      }
      const { json, secret } = this.#nameOf(name);
      const isSecret = secret === 'always' || (secret === 'unless_number' && typeof value !== 'number');
      const text = isSecret ? REDACTED : this.#value(value, ancestors);
      if (text !== undefined) {
        written += `,${json}${text}`;
      }
    }
    return written;
  }

  /** Undefined for what JSON has no word for. */
  #value(value: unknown, ancestors: readonly object[]): string | undefined {
    switch (typeof value) {
      case 'string':
        return quoted(value);
      case 'bigint':
        return `"${value}"`;
      case 'object':
        return value === null ? 'null' : this.#object(value, ancestors);
      case 'number':
        return Number.isFinite(value) ? String(value) : 'null';
      case 'boolean':
        return String(value);
      default:
        return undefined;
    }
  }

  #object(value: object, ancestors: readonly object[]): string {
    if (value instanceof Error) {
      const { name, message } = value;
      return JSON.stringify({ name, ...codeOf(value), message: printable(message) });
    }
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? 'null' : `"${value.toISOString()}"`;
    }
    if (value instanceof URL) {
      return quoted(value.href);
    }
    if (ArrayBuffer.isView(value)) {
      return `"[${value.byteLength} bytes]"`;
    }
    if (ancestors.includes(value)) {
      return '"[circular]"';
    }
    if (ancestors.length >= MAX_DEPTH) {
      return '"[too deep]"';
    }
    const chain = [...ancestors, value];
    if (value instanceof Set || Array.isArray(value)) {
      const items = [...value].slice(0, MAX_ITEMS).map((item: unknown) => this.#value(item, chain) ?? 'null');
      return `[${items.join(',')}]`;
    }
    const members = this.members(value instanceof Map ? Object.fromEntries(value) : value, chain);
    return `{${members.slice(1)}}`;
  }
}
