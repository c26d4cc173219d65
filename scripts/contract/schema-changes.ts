/** A JSON Schema, as far as it is compared. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly [keyword: string]: unknown;
}

/** `request`: old clients send it. `answer`: old clients read it. */
export type Direction = 'request' | 'answer';

export interface Comparison {
  readonly direction: Direction;
  /** Find what a `$ref` names, in the old document and in the new one. */
  readonly before: (ref: string) => Schema;
  readonly after: (ref: string) => Schema;
  readonly report: (where: string, what: string) => void;
}

/** Lower in the new one breaks a request, and higher ones the other way round. */
const AT_MOST = ['maxLength', 'maximum', 'maxItems', 'maxProperties'] as const;
const AT_LEAST = ['minLength', 'minimum', 'minItems', 'minProperties'] as const;

const resolved = (schema: Schema, find: (ref: string) => Schema): Schema =>
  schema.$ref === undefined ? schema : find(schema.$ref);

function typesOf(schema: Schema, find: (ref: string) => Schema): Set<string> {
  const { type, anyOf, const: only, enum: values } = resolved(schema, find);
  if (anyOf !== undefined) {
    return new Set(anyOf.flatMap((one) => [...typesOf(one, find)]));
  }
  if (type !== undefined) {
    return new Set(typeof type === 'string' ? [type] : type);
  }
  const given = only === undefined ? (values ?? []) : [only];
  return new Set(given.map((value) => (value === null ? 'null' : typeof value)));
}

/** Null and what it stands beside are one schema: its other alternatives, if there is only one. */
function withoutNull(schema: Schema, find: (ref: string) => Schema): Schema {
  const found = resolved(schema, find);
  const [only, ...others] = (found.anyOf ?? []).filter((one) => one.type !== 'null');
  return only !== undefined && others.length === 0 ? withoutNull(only, find) : found;
}

/** Tells what of `before`'s clients `after` would break. Members and values of answers may be added at any time. */
export function compareSchemas(before: Schema, after: Schema, where: string, comparison: Comparison): void {
  compare(before, after, { where, seen: new Set() }, comparison);
}

interface Place {
  readonly where: string;
  /** Pairs that are being compared further up: schemas may hold themselves. */
  readonly seen: ReadonlySet<string>;
}

function compare(before: Schema, after: Schema, { where, seen }: Place, comparison: Comparison): void {
  const pair = `${before.$ref ?? ''} ${after.$ref ?? ''}`;
  if (before.$ref !== undefined && seen.has(pair)) {
    return;
  }
  const inner = new Set([...seen, pair]);
  const { direction, report } = comparison;
  compareTypes(before, after, where, comparison);
  const [old, now] = [withoutNull(before, comparison.before), withoutNull(after, comparison.after)];
  if (direction === 'request') {
    compareBounds(old, now, where, report);
  }
  compareMembers(old, now, { where, seen: inner }, comparison);
  if (old.items !== undefined && now.items !== undefined) {
    compare(old.items, now.items, { where: `${where}[]`, seen: inner }, comparison);
  }
  const [any, anyNow] = [old.additionalProperties, now.additionalProperties];
  if (typeof any === 'object' && typeof anyNow === 'object') {
    compare(any, anyNow, { where: `${where}.*`, seen: inner }, comparison);
  }
  if (old.anyOf !== undefined && now.anyOf?.length === old.anyOf.length) {
    for (const [index, one] of old.anyOf.entries()) {
      compare(one, now.anyOf[index] ?? {}, { where: `${where}(${index + 1})`, seen: inner }, comparison);
    }
  }
}

function compareTypes(before: Schema, after: Schema, where: string, comparison: Comparison): void {
  const [old, now] = [typesOf(before, comparison.before), typesOf(after, comparison.after)];
  const [mustHold, given] = comparison.direction === 'request' ? [now, old] : [old, now];
  const strange = [...given].filter((type) => !mustHold.has(type) && !(type === 'integer' && mustHold.has('number')));
  // Without a type anything goes.
  if (mustHold.size > 0 && strange.length > 0) {
    comparison.report(
      where,
      comparison.direction === 'request' ? `no longer takes ${strange}` : `may now be ${strange}`,
    );
  }
}

function compareBounds(before: Schema, after: Schema, where: string, report: Comparison['report']): void {
  const lost = (before.enum ?? []).filter((value) => after.enum !== undefined && !after.enum.includes(value));
  if (lost.length > 0) {
    report(where, `no longer takes ${lost.map((value) => JSON.stringify(value)).join(', ')}`);
  }
  if (before.enum === undefined && after.enum !== undefined && before.const === undefined) {
    report(where, 'takes only some values now');
  }
  if (after.pattern !== undefined && after.pattern !== before.pattern) {
    report(where, 'has another pattern');
  }
  const isTighter = (keyword: string, sign: 1 | -1): boolean => {
    const [old = Number.POSITIVE_INFINITY * sign, now = Number.POSITIVE_INFINITY * sign] = [before, after].map(
      (schema) => schema[keyword] as number | undefined,
    );
    return (now - old) * sign < 0;
  };
  for (const keyword of [
    ...AT_MOST.filter((one) => isTighter(one, 1)),
    ...AT_LEAST.filter((one) => isTighter(one, -1)),
  ]) {
    report(where, `has a tighter ${keyword}`);
  }
}

function compareMembers(before: Schema, after: Schema, place: Place, comparison: Comparison): void {
  const { direction, report } = comparison;
  const [old = {}, now = {}] = [before.properties, after.properties];
  for (const [name, schema] of Object.entries(old)) {
    const where = `${place.where}.${name}`;
    const found = now[name];
    if (found === undefined) {
      report(where, 'is gone');
    } else {
      compare(schema, found, { ...place, where }, comparison);
    }
  }
  const [first, second] = direction === 'request' ? [after, before] : [before, after];
  for (const name of first.required ?? []) {
    if (second.required?.includes(name) !== true && (direction === 'request' || now[name] !== undefined)) {
      report(`${place.where}.${name}`, direction === 'request' ? 'is required now' : 'may be missing now');
    }
  }
}
