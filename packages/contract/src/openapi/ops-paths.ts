import { opsJobQuerySchema } from '../ops.ts';
import type { ProblemCode } from '../problems.ts';
import { type JsonObject, schemaRef } from './json.ts';
import { jsonRequest, type Operation, operation, pathId } from './operation.ts';
import { response } from './responses.ts';
import { toJson } from './to-json.ts';

/** Problems of a link, wherever one may be given. */
const LINK_PROBLEMS: readonly ProblemCode[] = [
  'invalid_url',
  'unsupported_url',
  'url_not_a_post',
  'forbidden_address',
  'short_link_unresolved',
  'content_not_found',
];
const BODY_PROBLEMS: readonly ProblemCode[] = ['invalid_json', 'body_too_large', 'unsupported_media_type'];

const operatorName: JsonObject = {
  name: 'X-Operator',
  in: 'header',
  description: 'Who acts; on record with every change.',
  schema: { type: 'string', maxLength: 64 },
};
const region: JsonObject = { name: 'region', in: 'path', required: true, schema: { type: 'string' } };

/** One per member of the query's schema, as it is once read. */
function queryParameters(): JsonObject[] {
  const properties = toJson(opsJobQuerySchema, 'output').properties as JsonObject;
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

const ok = (description: string, schema: string): JsonObject => ({
  '200': response(description, { schema: schemaRef(schema) }),
});

const previewOr = (description: string, schema: string): JsonObject => ({
  '200': response(description, { schema: { anyOf: [schemaRef('OpsPreview'), schemaRef(schema)] } }),
});

const lever = ({ parameters = [], problems = [], ...rest }: Omit<Operation, 'tag' | 'secured'>): JsonObject =>
  operation({
    ...rest,
    tag: 'ops',
    secured: true,
    parameters: [...parameters, operatorName],
    problems: [...problems, 'unauthenticated', 'route_not_found', 'storage_unavailable'],
  });

export function buildOpsPaths(): JsonObject {
  return {
    '/v1/ops/jobs': {
      get: lever({
        id: 'searchJobs',
        summary: 'Search jobs, newest first. All conditions hold together; `url` stands for the post it leads to.',
        parameters: queryParameters(),
        responses: ok('One page; `next` is the cursor of the next one.', 'OpsJobPage'),
        problems: LINK_PROBLEMS,
      }),
    },
    '/v1/ops/jobs/{id}/replay': {
      post: lever({
        id: 'replayJob',
        summary: 'Submit a dead job again.',
        parameters: [pathId],
        responses: ok('What became of it.', 'OpsReplayOutcome'),
        problems: ['job_not_found', 'job_finished'],
      }),
    },
    '/v1/ops/jobs/replay': {
      post: lever({
        id: 'replayJobs',
        summary: 'Submit the dead jobs that a filter means again, or count them with `preview`.',
        requestBody: jsonRequest('OpsBulkRequest'),
        responses: previewOr('How many there are, or what became of each.', 'OpsReplay'),
        problems: [...BODY_PROBLEMS, ...LINK_PROBLEMS],
      }),
    },
    '/v1/ops/jobs/purge': {
      post: lever({
        id: 'purgeJobs',
        summary: 'Delete the dead jobs that a filter means, or count them with `preview`.',
        requestBody: jsonRequest('OpsBulkRequest'),
        responses: previewOr('How many there are, or how many went.', 'OpsPurge'),
        problems: [...BODY_PROBLEMS, ...LINK_PROBLEMS],
      }),
    },
    '/v1/ops/results/invalidate': {
      post: lever({
        id: 'invalidateResult',
        summary: 'Forget what is known of a post, by key or by link.',
        requestBody: jsonRequest('OpsInvalidateRequest'),
        responses: ok('What was forgotten.', 'OpsInvalidation'),
        problems: [...BODY_PROBLEMS, ...LINK_PROBLEMS],
      }),
    },
    '/v1/ops/regions': {
      get: lever({
        id: 'listRegions',
        summary: 'Every region with its workers, queue, depth and oldest task, and what operators decided for it.',
        responses: ok('All regions.', 'OpsRegions'),
      }),
    },
    '/v1/ops/regions/{region}': {
      post: lever({
        id: 'controlRegion',
        summary: 'Pause or resume the queue of a region, or drain it and take it back.',
        parameters: [region],
        requestBody: jsonRequest('OpsRegionRequest'),
        responses: ok('The change.', 'OpsRegionChange'),
        problems: BODY_PROBLEMS,
      }),
    },
    '/v1/ops/audit': {
      get: lever({
        id: 'listAudit',
        summary: 'The latest changes, newest first.',
        responses: ok('Who changed what, when, and what came of it.', 'OpsAuditPage'),
      }),
    },
  };
}
