import { z } from 'zod';

/** The slice of JSON Schema that zod writes for our result schemas, with nullable types folded into `type`. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** The JSON schema of a zod schema, limits included: what an answer is coerced to. */
export const toSchemaNode = (schema: z.ZodType): SchemaNode => fold(z.toJSONSchema(schema));

/**
 * The same schema as Gemini takes it in `responseJsonSchema`. Lengths and counts are left out: Gemini documents no
 * string lengths, and array limits multiply the states of its decoder until a request is refused with 400.
 */
export function toGeminiSchema(node: SchemaNode): Record<string, unknown> {
  const { maxLength: _length, maxItems: _items, properties, items, enum: values, description, ...rest } = node;
  if (values !== undefined) {
    const choice = { type: 'string', enum: values.filter((value) => value !== null) };
    const said = description === undefined ? {} : { description };
    // An enum that contains null is nowhere documented; a choice of two schemas is.
    return isNullable(node) ? { ...said, anyOf: [choice, { type: 'null' }] } : { ...said, ...choice };
  }
  return {
    ...(description === undefined ? {} : { description }),
    ...rest,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, toGeminiSchema(value)]),
          ),
          // Without it the model may order keys at will; what an item's numbers rest on is written after them.
          propertyOrdering: Object.keys(properties),
        }),
    ...(items === undefined ? {} : { items: toGeminiSchema(items) }),
  };
}

export const isNullable = (node: SchemaNode): boolean => Array.isArray(node.type) && node.type.includes('null');

/** The one type besides null. */
export const typeOf = (node: SchemaNode): string | undefined =>
  typeof node.type === 'string' ? node.type : node.type?.find((type) => type !== 'null');

const KEPT = ['type', 'description', 'required', 'enum', 'minimum', 'maximum', 'maxLength', 'maxItems'] as const;

function fold(raw: unknown): SchemaNode {
  const node = raw as Record<string, unknown>;
  const options = node.anyOf as Record<string, unknown>[] | undefined;
  if (options !== undefined) {
    const other = options.find((option) => option.type !== 'null') ?? {};
    const description = node.description ?? other.description;
    const inner = fold({ ...other, ...(description === undefined ? {} : { description }) });
    const type = typeOf(inner);
    return {
      ...inner,
      ...(type === undefined ? {} : { type: [type, 'null'] }),
      ...(inner.enum === undefined ? {} : { enum: [...inner.enum, null] }),
    };
  }
  return {
    ...Object.fromEntries(KEPT.filter((key) => node[key] !== undefined).map((key) => [key, node[key]])),
    ...(node.properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(node.properties as object).map(([key, value]) => [key, fold(value)]),
          ),
        }),
    ...(node.items === undefined ? {} : { items: fold(node.items) }),
  };
}
