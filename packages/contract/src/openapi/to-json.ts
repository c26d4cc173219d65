import { z } from 'zod';
import type { JsonObject } from './json.ts';

/** OpenAPI 3.1 schemas are JSON Schema 2020-12; the dialect is declared once for the document. */
export function toJson(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override({ jsonSchema }) {
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
    },
  });
  // Everything that zod emits is JSON; the round trip drops what is undefined.
  return JSON.parse(JSON.stringify(rest)) as JsonObject;
}
