import type { ProblemCode } from '../problems.ts';
import { type JsonObject, schemaRef } from './json.ts';
import { problemResponses } from './responses.ts';

/** Name of the scheme by which operators show who they are. */
export const OPERATOR_SCHEME = 'operator';

/** What any endpoint may answer. */
const COMMON: readonly ProblemCode[] = ['invalid_request', 'shutting_down', 'internal'];

export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly responses: JsonObject;
  readonly problems?: readonly ProblemCode[];
  readonly parameters?: readonly JsonObject[];
  readonly requestBody?: JsonObject;
  /** For operators only. */
  readonly secured?: boolean;
}

/** One operation, with the problems that any endpoint may answer beside its own. */
export function operation(options: Operation): JsonObject {
  const { id, tag, summary, responses, problems = [], parameters, requestBody, secured = false } = options;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(secured ? { security: [{ [OPERATOR_SCHEME]: [] }] } : {}),
    ...(parameters === undefined ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: { ...responses, ...problemResponses([...problems, ...COMMON]) },
  };
}

export const jsonRequest = (schema: string): JsonObject => ({
  required: true,
  content: { 'application/json': { schema: schemaRef(schema) } },
});

export const pathId: JsonObject = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
