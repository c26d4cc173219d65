import type { z } from 'zod';
import { healthSchema, performanceSchema, processingHealthSchema, regionsHealthSchema } from '../health.ts';
import { jobSchema, submitJobRequestSchema } from '../job.ts';
import {
  opsAuditPageSchema,
  opsBulkRequestSchema,
  opsInvalidateRequestSchema,
  opsInvalidationSchema,
  opsJobPageSchema,
  opsJobSchema,
  opsPreviewSchema,
  opsPurgeSchema,
  opsRegionChangeSchema,
  opsRegionRequestSchema,
  opsRegionsSchema,
  opsReplayOutcomeSchema,
  opsReplaySchema,
} from '../ops.ts';
import { problemBodySchema } from '../problem-body.ts';
import { PROBLEM_CODES } from '../problems.ts';
import { storedResultSchema } from '../stored-result.ts';
import { type JsonObject, schemaRef } from './json.ts';
import { toJson } from './to-json.ts';

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
    ...opsSchemas(result),
  };
}

function opsSchemas(result: JsonObject): JsonObject {
  const jobs = { type: 'array', items: schemaRef('OpsJob') };
  const outcomes = { type: 'array', items: schemaRef('OpsReplayOutcome') };
  return {
    OpsJob: withProperties(toJson(opsJobSchema, 'output'), { result }),
    OpsJobPage: withProperties(toJson(opsJobPageSchema, 'output'), { jobs }),
    OpsBulkRequest: toJson(opsBulkRequestSchema, 'input'),
    OpsPreview: toJson(opsPreviewSchema, 'output'),
    OpsReplayOutcome: toJson(opsReplayOutcomeSchema, 'output'),
    OpsReplay: withProperties(toJson(opsReplaySchema, 'output'), { outcomes }),
    OpsPurge: toJson(opsPurgeSchema, 'output'),
    OpsInvalidateRequest: toJson(opsInvalidateRequestSchema, 'input'),
    OpsInvalidation: toJson(opsInvalidationSchema, 'output'),
    OpsRegions: toJson(opsRegionsSchema, 'output'),
    OpsRegionRequest: toJson(opsRegionRequestSchema, 'input'),
    OpsRegionChange: toJson(opsRegionChangeSchema, 'output'),
    OpsAuditPage: toJson(opsAuditPageSchema, 'output'),
  };
}
