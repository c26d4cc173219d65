import { z } from 'zod';
import { healthSchema, performanceSchema, processingHealthSchema, regionsHealthSchema } from '../health.ts';
import { jobSchema, submitJobRequestSchema } from '../job.ts';
import { problemBodySchema } from '../problem-body.ts';
import { PROBLEM_CODES } from '../problems.ts';
import { storedResultSchema } from '../stored-result.ts';
import { type JsonObject, schemaRef } from './json.ts';

/** OpenAPI 3.1 schemas are JSON Schema 2020-12; the dialect is declared once for the document. */
function toJson(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override({ jsonSchema }) {
      // Answers gain members over time: a client must not be told that there are no others.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // JSON numbers have no safe-integer limit; zod's would be noise on every count.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  // Everything that zod emits is JSON; the round trip drops what is undefined.
  return JSON.parse(JSON.stringify(rest)) as JsonObject;
}

const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

export const resultSchemaName = (profile: string): string => `${pascalCase(profile)}Result`;

function withProperties(schema: JsonObject, properties: JsonObject): JsonObject {
  return { ...schema, properties: { ...(schema.properties as JsonObject), ...properties } };
}

export function buildComponentSchemas(resultSchemas: Readonly<Record<string, z.ZodType>>): JsonObject {
  const profiles = Object.keys(resultSchemas);
  const results = Object.entries(resultSchemas).map(([profile, schema]) => [
    resultSchemaName(profile),
    toJson(schema, 'output'),
  ]);
  const result: JsonObject = {
    description: 'Shaped by `profile`; null until the job has succeeded.',
    anyOf: [...profiles.map((profile) => schemaRef(resultSchemaName(profile))), { type: 'null' }],
  };
  const stored: JsonObject = { anyOf: profiles.map((profile) => schemaRef(resultSchemaName(profile))) };
  const problem = toJson(problemBodySchema, 'output');
  return {
    SubmitJobRequest: toJson(submitJobRequestSchema, 'input'),
    Job: withProperties(toJson(jobSchema, 'output'), { result }),
    StoredResult: withProperties(toJson(storedResultSchema, 'output'), { result: stored }),
    ...Object.fromEntries(results),
    Problem: withProperties(problem, { code: { type: 'string', examples: [...PROBLEM_CODES] } }),
    Health: toJson(healthSchema, 'output'),
    RegionsHealth: toJson(regionsHealthSchema, 'output'),
    ProcessingHealth: toJson(processingHealthSchema, 'output'),
    Performance: toJson(performanceSchema, 'output'),
  };
}
