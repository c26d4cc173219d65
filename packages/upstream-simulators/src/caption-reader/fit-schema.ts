/** The part of JSON Schema in which profiles ask for their answers. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

const allows = (schema: JsonSchema, type: string): boolean => [schema.type ?? []].flat().includes(type);

/**
 * The value in the shape that a schema asks for: every property that it names and no other, in its order. What the value
 * lacks is null, or an empty list where null is not allowed.
 */
export function fitSchema(value: unknown, schema: JsonSchema): unknown {
  const options = schema.anyOf ?? [schema];
  const { properties, items } = options.find((option) => option.properties ?? option.items) ?? {};
  if (value === undefined || value === null) {
    return options.some((option) => allows(option, 'null')) || items === undefined ? null : [];
  }
  if (Array.isArray(value)) {
    return value.map((item) => fitSchema(item, items ?? {}));
  }
  if (properties === undefined) {
    return value;
  }
  const known: Readonly<Record<string, unknown>> = { ...value };
  return Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, fitSchema(known[key], inner)]));
}
