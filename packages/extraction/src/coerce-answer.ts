import { isNullable, type SchemaNode, typeOf } from './gemini-schema.ts';

/** Stands for "cannot be made to fit": the item is left out of its list, or the whole answer is off-schema. */
export const INVALID = Symbol('invalid');

export interface CoerceOptions {
  /** Makes one string presentable, or null when nothing of it may be shown. */
  readonly cleanString: (value: string, maxLength: number, path: string) => string | null;
  /** Told of every list that had to be cut. */
  readonly onShortened: (path: string, limit: number) => void;
}

const NO_VALUE = new Set(['', 'null', 'none', 'n/a', 'na', 'unknown', 'undefined', '-']);
const NO_LIMIT = Number.POSITIVE_INFINITY;

/**
 * Fits a model's answer to a schema: forgiving in form, strict in substance. Unknown keys vanish, numeric strings
 * become numbers, a missing or impossible value becomes null where null is allowed. Nothing is made up.
 */
export function coerceAnswer(node: SchemaNode, value: unknown, options: CoerceOptions, path = ''): unknown {
  const coerced = coerceValue(node, value, options, path);
  return coerced === INVALID && isNullable(node) ? null : coerced;
}

function coerceValue(node: SchemaNode, value: unknown, options: CoerceOptions, path: string): unknown {
  if (node.enum !== undefined) {
    return coerceEnum(node.enum, value);
  }
  switch (typeOf(node)) {
    case 'object':
      return coerceObject(node, value, options, path);
    case 'array':
      return coerceArray(node, value, options, path);
    case 'string':
      return coerceString(node, value, options, path);
    case 'boolean':
      return coerceBoolean(value);
    case 'integer':
    case 'number':
      return coerceNumber(node, value);
    default:
      return INVALID;
  }
}

function coerceObject(node: SchemaNode, value: unknown, options: CoerceOptions, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return INVALID;
  }
  const properties = Object.entries(node.properties ?? {});
  const given = value as Record<string, unknown>;
  if (!properties.some(([key]) => Object.hasOwn(given, key))) {
    return INVALID;
  }
  const result: Record<string, unknown> = {};
  for (const [key, child] of properties) {
    const own = Object.hasOwn(given, key) ? given[key] : undefined;
    const coerced = coerceAnswer(child, own, options, path === '' ? key : `${path}.${key}`);
    if (coerced === INVALID) {
      return INVALID;
    }
    result[key] = coerced;
  }
  return result;
}

function coerceArray(node: SchemaNode, value: unknown, options: CoerceOptions, path: string): unknown {
  const given = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  const limit = node.maxItems ?? NO_LIMIT;
  if (given.length > limit) {
    options.onShortened(path, limit);
  }
  const items = node.items;
  if (items === undefined) {
    return INVALID;
  }
  return given
    .slice(0, limit)
    .map((item, index) => coerceAnswer(items, item, options, `${path}[${index}]`))
    .filter((item) => item !== INVALID);
}

function coerceString(node: SchemaNode, value: unknown, options: CoerceOptions, path: string): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return INVALID;
  }
  const text = options.cleanString(String(value), node.maxLength ?? 1_000, path);
  return text === null || NO_VALUE.has(text.toLowerCase()) ? INVALID : text;
}

function coerceEnum(allowed: readonly unknown[], value: unknown): unknown {
  if (typeof value !== 'string') {
    return INVALID;
  }
  const key = value
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return allowed.includes(key) ? key : INVALID;
}

function coerceBoolean(value: unknown): unknown {
  if (typeof value === 'boolean') {
    return value;
  }
  return value === 'true' ? true : value === 'false' ? false : INVALID;
}

function coerceNumber(node: SchemaNode, value: unknown): unknown {
  const number = typeof value === 'string' && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    return INVALID;
  }
  if (typeOf(node) === 'integer' && !Number.isInteger(number)) {
    return INVALID;
  }
  return number < (node.minimum ?? -NO_LIMIT) || number > (node.maximum ?? NO_LIMIT) ? INVALID : number;
}
