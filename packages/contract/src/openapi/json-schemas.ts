import { z } from 'zod';
import { asJson, type JsonObject, type JsonValue } from './json.ts';

type Direction = 'input' | 'output';
type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** JSON Schemas by the names they were asked for under, and the shared ones that they refer to. */
export interface JsonSchemas {
  readonly named: JsonObject;
  readonly components: JsonObject;
}

const DEFS = '#/$defs/';
const COMPONENTS = '#/components/schemas/';

/** `#/$defs/Job` → `#/components/schemas/Job`, at any depth. */
function withComponentRefs(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(withComponentRefs);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { $ref, ...rest } = value as JsonObject;
  const members = Object.entries(rest).map(([name, item]) => [name, withComponentRefs(item)]);
  return {
    ...(typeof $ref === 'string' ? { $ref: $ref.replace(DEFS, COMPONENTS) } : {}),
    ...Object.fromEntries(members),
  };
}

/**
 * OpenAPI 3.1 schemas are JSON Schema 2020-12. Schemas with an `id` become components, wherever they are used; all
 * others stand where they are used.
 *
 * @param results refs to what stands for a result: the profiles' schemas, which the contract does not know
 */
export function toJsonSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
  io: Direction,
  results: readonly JsonObject[],
): JsonSchemas {
  const override: Override = ({ zodSchema, jsonSchema }) => {
    const { id } = z.globalRegistry.get(zodSchema) ?? {};
    if (id === 'Result') {
      delete jsonSchema.type;
      delete jsonSchema.propertyNames;
      delete jsonSchema.additionalProperties;
      Object.assign(jsonSchema, { anyOf: results });
    }
    // Answers gain members over time: a client must not be told that there are no others.
    if (io === 'output' && jsonSchema.additionalProperties === false) {
      delete jsonSchema.additionalProperties;
    }
    // JSON numbers have no safe-integer limit; zod's would be noise on every count.
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
      delete jsonSchema.maximum;
    }
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) {
      delete jsonSchema.minimum;
    }
  };
  const { properties = {}, $defs = {} } = z.toJSONSchema(z.object(schemas), { io, target: 'draft-2020-12', override });
  return {
    named: withComponentRefs(asJson(properties)) as JsonObject,
    components: withComponentRefs(asJson($defs)) as JsonObject,
  };
}

/**
 * @throws Error when requests and answers share a name but not a shape
 */
export function mergeComponents(parts: readonly JsonObject[]): JsonObject {
  const merged = new Map<string, JsonValue>();
  for (const [name, schema] of parts.flatMap((part) => Object.entries(part))) {
    const known = merged.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`Two shapes of ${name}: give one of them a name of its own`);
    }
    merged.set(name, schema);
  }
  return Object.fromEntries([...merged].sort(([one], [other]) => (one < other ? -1 : 1)));
}
