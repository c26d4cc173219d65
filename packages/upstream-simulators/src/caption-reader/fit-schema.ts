export type JsonSchema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function variants(schema: JsonSchema): JsonSchema[] {
  const options = schema.anyOf ?? schema.oneOf;
  return Array.isArray(options) ? options.filter(isSchema) : [schema];
}

function typesOf(schema: JsonSchema): string[] {
  const { type } = schema;
  const list = Array.isArray(type) ? type : [type];
  const nullable = schema.nullable === true ? ['null'] : [];
  return [
    ...list.filter((item): item is string => typeof item === 'string').map((item) => item.toLowerCase()),
    ...nullable,
  ];
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const path = typeof schema.$ref === 'string' ? schema.$ref.split('/').slice(1) : [];
  if (path.length === 0) {
    return schema;
  }
  let found: unknown = root;
  for (const key of path) {
    found = isSchema(found) ? found[key] : undefined;
  }
  return isSchema(found) ? found : {};
}

function accepts(schema: JsonSchema, value: unknown): boolean {
  if (Array.isArray(schema.enum)) {
    return schema.enum.includes(value);
  }
  if ('const' in schema) {
    return schema.const === value;
  }
  const types = typesOf(schema);
  if (value === null) {
    return types.includes('null');
  }
  if (Array.isArray(value)) {
    return types.includes('array');
  }
  if (typeof value === 'number') {
    return types.includes('number') || (types.includes('integer') && Number.isInteger(value));
  }
  return types.includes(typeof value);
}

/** What stands where nothing is known and null is not allowed. */
function emptyOf(schema: JsonSchema, root: JsonSchema): unknown {
  const options = variants(schema).map((option) => resolve(option, root));
  if (options.some((option) => accepts(option, null))) {
    return null;
  }
  const [option = {}] = options;
  if (Array.isArray(option.enum)) {
    return option.enum.includes('other') ? 'other' : option.enum[0];
  }
  const [type] = typesOf(option);
  if (type === 'array') {
    return [];
  }
  if (type === 'object') {
    return fitSchema({}, option, root);
  }
  if (type === 'boolean') {
    return false;
  }
  return type === 'string' ? '' : 0;
}

/**
 * The value in the shape that a schema asks for: every property that it names, none that it does not, in its order;
 * null (or the emptiest allowed value) where the value has nothing that fits.
 */
export function fitSchema(value: unknown, given: JsonSchema, root: JsonSchema = given): unknown {
  const options = variants(resolve(given, root)).map((option) => resolve(option, root));
  const schema = options.find((option) => accepts(option, value ?? null));
  if (schema === undefined) {
    return emptyOf(resolve(given, root), root);
  }
  if (Array.isArray(value)) {
    const items = isSchema(schema.items) ? schema.items : {};
    const limit = typeof schema.maxItems === 'number' ? schema.maxItems : value.length;
    return value.slice(0, limit).map((item: unknown) => fitSchema(item, items, root));
  }
  if (!isSchema(value) || !isSchema(schema.properties)) {
    return value ?? null;
  }
  return Object.fromEntries(
    Object.entries(schema.properties).map(([key, property]) => [
      key,
      fitSchema(value[key], isSchema(property) ? property : {}, root),
    ]),
  );
}
