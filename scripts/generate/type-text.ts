type JsonSchema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const asSchema = (value: unknown): JsonSchema => (isSchema(value) ? value : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const REF = '#/components/schemas/';
const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** What the schemas of our document say of themselves where the values that are listed are not all there will be. */
const isOpen = ({ description }: JsonSchema): boolean => String(description ?? '').includes('May gain values');

/** Of names: every reader of these takes them as they are written. */
const memberName = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name));

/** The description as a comment above whatever comes. */
export function docText({ description }: JsonSchema): string {
  return typeof description === 'string'
    ? `/** ${description.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n`
    : '';
}

/** An object's members in braces, each with its description. */
export function membersText(schema: JsonSchema): string {
  const required = new Set(asList(schema.required));
  const members = Object.entries(asSchema(schema.properties)).map(([name, member]) => {
    const optional = required.has(name) ? '' : '?';
    const absent = required.has(name) ? '' : ' | undefined';
    return `${docText(asSchema(member))}readonly ${memberName(name)}${optional}: ${typeText(member)}${absent};`;
  });
  return `{\n${members.join('\n')}\n}`;
}

/** A JSON Schema of our document as a type. What it cannot tell apart is `unknown`. */
export function typeText(given: unknown): string {
  const schema = asSchema(given);
  if (typeof schema.$ref === 'string') {
    return schema.$ref.replace(REF, '');
  }
  if ('const' in schema) {
    return JSON.stringify(schema.const);
  }
  if (Array.isArray(schema.enum)) {
    const values = schema.enum.map((value) => JSON.stringify(value));
    return [...values, ...(isOpen(schema) ? ['(string & {})'] : [])].join(' | ');
  }
  if (Array.isArray(schema.anyOf)) {
    return [...new Set(schema.anyOf.map(typeText))].join(' | ');
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeText({ ...schema, type })).join(' | ');
  }
  if (schema.type === 'array') {
    return `readonly (${typeText(schema.items)})[]`;
  }
  if (schema.type === 'object') {
    return objectText(schema);
  }
  return PRIMITIVES[String(schema.type)] ?? 'unknown';
}

function objectText(schema: JsonSchema): string {
  if ('properties' in schema) {
    return membersText(schema);
  }
  const values = isSchema(schema.additionalProperties) ? typeText(schema.additionalProperties) : 'unknown';
  return `Readonly<Record<string, ${values}>>`;
}
