import type { ProblemCode } from '../problems.ts';
import { type JsonObject, schemaRef } from './json.ts';
import { jsonRequest, operation, pathId } from './operation.ts';
import { buildOpsPaths } from './ops-paths.ts';
import { type ResponseOptions, response } from './responses.ts';

const SUBMIT_PROBLEMS: readonly ProblemCode[] = [
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
  'invalid_url',
  'unsupported_url',
  'url_not_a_post',
  'forbidden_address',
  'short_link_unresolved',
  'content_not_found',
  'storage_unavailable',
];

const preferWait: JsonObject = {
  name: 'Prefer',
  in: 'header',
  description: '`wait=n` (RFC 7240): hold the answer until the job has ended, for at most n seconds, at most 45.',
  schema: { type: 'string', examples: ['wait=30'] },
};
const ifNoneMatch: JsonObject = { name: 'If-None-Match', in: 'header', schema: { type: 'string' } };

const key: JsonObject = {
  name: 'key',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
};
const query = (name: string, description: string, required: boolean): JsonObject => ({
  name,
  in: 'query',
  required,
  description,
  schema: { type: 'string' },
});

const job: ResponseOptions = { schema: schemaRef('Job'), headers: ['ETag', 'Retry-After'] };
const accepted: ResponseOptions = {
  schema: schemaRef('Job'),
  headers: ['Location', 'Retry-After', 'Preference-Applied'],
};
const ended: ResponseOptions = { schema: schemaRef('Job'), headers: ['Preference-Applied'] };

const page = (id: string, tag: string, summary: string, schema: string): JsonObject => ({
  get: operation({ id, tag, summary, responses: { '200': response(summary, { schema: schemaRef(schema) }) } }),
});

export function buildPaths(): JsonObject {
  return {
    '/v1/jobs': {
      post: operation({
        id: 'submitJob',
        tag: 'jobs',
        summary: 'Submit a link. What is known is answered at once, what is under way is joined.',
        parameters: [preferWait],
        requestBody: jsonRequest('SubmitJobRequest'),
        responses: {
          '200': response('The job has ended: its result was known, or it ended within the wait.', ended),
          '202': response('The job is queued or running.', accepted),
        },
        problems: SUBMIT_PROBLEMS,
      }),
    },
    '/v1/jobs/{id}': {
      get: operation({
        id: 'getJob',
        tag: 'jobs',
        summary: 'Read a job, failed ones too.',
        parameters: [pathId, ifNoneMatch],
        responses: { '200': response('The job.', job), '304': response('Unchanged since the ETag given.') },
        problems: ['job_not_found', 'storage_unavailable'],
      }),
    },
    '/v1/jobs/{id}/cancel': {
      post: operation({
        id: 'cancelJob',
        tag: 'jobs',
        summary: 'Cancel a live job. Canceling it again is fine.',
        parameters: [pathId],
        responses: { '200': response('The canceled job.', { schema: schemaRef('Job') }) },
        problems: ['forbidden', 'job_not_found', 'job_finished', 'job_shared', 'storage_unavailable'],
      }),
    },
    '/v1/results': {
      get: operation({
        id: 'findResult',
        tag: 'results',
        summary: 'Find the stored result of a link; starts no work.',
        parameters: [
          query('url', 'The link.', true),
          query('language', 'As in a submit.', false),
          query('profile', 'As in a submit.', false),
        ],
        responses: { '307': response('Where the result is, if there is one.', { headers: ['Location'] }) },
        problems: ['invalid_url', 'unsupported_url', 'url_not_a_post', 'short_link_unresolved', 'content_not_found'],
      }),
    },
    '/v1/results/{key}': {
      get: operation({
        id: 'getResult',
        tag: 'results',
        summary: 'Read a stored result. Public and cacheable.',
        parameters: [key, ifNoneMatch],
        responses: {
          '200': response('The result.', { schema: schemaRef('StoredResult'), headers: ['ETag', 'Cache-Control'] }),
          '304': response('Unchanged since the ETag given.'),
        },
        problems: ['result_not_found', 'storage_unavailable'],
      }),
    },
    ...buildOpsPaths(),
    '/health': page('getHealth', 'health', 'Whether this service can do its work.', 'Health'),
    '/health/regions': page(
      'getRegionsHealth',
      'health',
      'Workers, queues and model endpoints by region.',
      'RegionsHealth',
    ),
    '/health/processing': page(
      'getProcessingHealth',
      'health',
      'The model pool, the queues and the cache.',
      'ProcessingHealth',
    ),
    '/metrics/performance': page(
      'getPerformance',
      'metrics',
      'Latencies, hit rates and use of capacity.',
      'Performance',
    ),
    '/metrics': {
      get: operation({
        id: 'getMetrics',
        tag: 'metrics',
        summary: 'The same numbers for Prometheus.',
        responses: {
          '200': response('Text exposition format.', { mediaType: 'text/plain', schema: { type: 'string' } }),
        },
      }),
    },
    '/openapi.json': {
      get: operation({
        id: 'getOpenApi',
        tag: 'meta',
        summary: 'This document.',
        responses: { '200': response('OpenAPI 3.1.', { schema: { type: 'object' } }) },
      }),
    },
  };
}
