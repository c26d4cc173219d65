import { z } from 'zod';
import { decimal } from '../decimal.ts';
import {
  batchItemSchema,
  jobEventSchema,
  jobIdSchema,
  jobListSchema,
  jobSchema,
  jobStatusSchema,
  MAX_BATCH,
  MAX_DEADLINE_S,
  MAX_STREAM_S,
  MAX_WAIT_S,
  submitJobRequestSchema,
  submitJobsRequestSchema,
} from '../job.ts';
import { canceledJob, finishedJob, privatePost, queuedJob, submitRequest } from './examples.ts';
import { LINK_PROBLEMS } from './link-problems.ts';
import { defineRoutes } from './route.ts';

const params = z.object({ id: jobIdSchema });

const id = '$response.body#/id';
const ofThisJob = {
  read: { operation: 'getJob', parameters: { id }, description: 'Read the job until it is `done`.' },
  cancel: { operation: 'cancelJob', parameters: { id }, description: 'Cancel it while it is not.' },
} as const;

const submitHeaders = {
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({
      description:
        'Names this request for 24 hours: sent again, it is answered with the same job, as that then is, and `Idempotency-Replayed: true`. Random, e.g. a UUID.',
      examples: ['5f0c7b9e-3b1d-4c39-9a53-0f0b9f1f7c11'],
    }),
  'cancel-after': decimal({ min: 1, max: MAX_DEADLINE_S })
    .optional()
    .meta({ description: 'Stands for `deadline_s`; of two, the earlier counts.', examples: [60] }),
};

export const jobRoutes = defineRoutes({
  submitJob: {
    method: 'POST',
    path: '/v1/jobs',
    tag: 'jobs',
    summary: 'Submit a link: what is known is answered at once, what is under way is joined',
    description:
      'A 202 is durable: the job is stored before it is answered. Poll `links.self`, or let the answer wait with `Prefer`.',
    right: 'caller',
    headers: z.object({
      prefer: z
        .string()
        .optional()
        .meta({
          description: `\`wait=n\` (RFC 7240): hold the answer until the job has ended, for at most n seconds, at most ${MAX_WAIT_S}.`,
          examples: ['wait=30'],
        }),
      ...submitHeaders,
    }),
    body: { schema: submitJobRequestSchema, maxBytes: 65_536, example: submitRequest },
    responses: {
      200: {
        description: 'The job has ended: its result was known, or it ended within the wait.',
        headers: ['Preference-Applied', 'Idempotency-Replayed'],
        schema: jobSchema,
        example: finishedJob,
        links: { read: ofThisJob.read },
      },
      202: {
        description: 'The job is queued or running.',
        headers: ['Location', 'Retry-After', 'Preference-Applied', 'Idempotency-Replayed'],
        schema: jobSchema,
        example: queuedJob,
        links: ofThisJob,
      },
    },
    problems: [
      ...LINK_PROBLEMS,
      'content_removed',
      'webhook_not_found',
      'idempotency_mismatch',
      'too_many_jobs',
      'budget_exhausted',
      'overloaded',
      'storage_unavailable',
    ],
  },
  submitJobs: {
    method: 'POST',
    path: '/v1/jobs/batch',
    tag: 'jobs',
    summary: `Submit up to ${MAX_BATCH} links at once, each for itself`,
    description:
      'Answers each item in its place with a job or a problem; one that fails does not touch the others. The same post asked for twice is one job. Counts as that many requests. A body that has not the form is refused whole.',
    right: 'caller',
    headers: z.object(submitHeaders),
    body: { schema: submitJobsRequestSchema, maxBytes: 262_144, example: { jobs: [submitRequest] } },
    responses: {
      200: {
        description: 'What became of each item.',
        headers: ['Idempotency-Replayed'],
        schema: z.object({ items: z.array(batchItemSchema) }),
        example: {
          items: [
            { job: queuedJob, problem: null },
            { job: null, problem: privatePost },
          ],
        },
      },
    },
    problems: ['idempotency_mismatch', 'storage_unavailable'],
  },
  listJobs: {
    method: 'GET',
    path: '/v1/jobs',
    tag: 'jobs',
    summary: "The caller's own jobs, newest first",
    description:
      'Those that were made for it and those that it joined; what was known when it asked is in no list. A page may hold fewer jobs than asked for: go on until `next` is null. Only for callers with a name of their own.',
    right: 'caller',
    query: z.strictObject({
      status: jobStatusSchema.optional(),
      limit: decimal({ min: 1, max: 100 }).default(50).describe('Jobs on a page, at most.'),
      cursor: z.string().max(200).optional().describe('`next` of the page before.'),
    }),
    responses: {
      200: { description: 'One page.', schema: jobListSchema, example: { jobs: [finishedJob], next: null } },
    },
    problems: ['forbidden', 'storage_unavailable'],
  },

  getJob: {
    method: 'GET',
    path: '/v1/jobs/{id}',
    tag: 'jobs',
    summary: 'Read a job, failed ones too',
    description:
      "An id opens one caller's view: of a job made for it, of a job that it joined, or of a result that was known. Another caller's is unknown.",
    right: 'caller',
    params,
    malformedParams: 'job_not_found',
    headers: z.object({ 'if-none-match': z.string().optional().describe('The ETag of the state that you have.') }),
    responses: {
      200: { description: 'The job.', headers: ['ETag', 'Retry-After'], schema: jobSchema, example: finishedJob },
      304: { description: 'Unchanged since the ETag given.', headers: ['ETag'] },
    },
    problems: ['job_not_found', 'storage_unavailable'],
  },

  followJob: {
    method: 'GET',
    path: '/v1/jobs/{id}/events',
    tag: 'jobs',
    summary: 'Follow a job until it has ended, as server-sent events',
    description: `Each event is the whole job. The stream ends with the last state: close it when \`done\`. It may end earlier (after ${MAX_STREAM_S} s, or with its instance): connect again, as \`EventSource\` does by itself. A comment every 15 s shows that it lives. Ending it never stops the job.`,
    right: 'caller',
    params,
    malformedParams: 'job_not_found',
    headers: z.object({
      'last-event-id': z
        .string()
        .optional()
        .describe('The id of the last event that you have; nothing is sent until there is a later one, or the last.'),
    }),
    responses: {
      200: {
        description: 'States of the job.',
        headers: ['X-Accel-Buffering'],
        mediaType: 'text/event-stream',
        schema: jobEventSchema,
        example: { id: '1763888401.480000000', event: 'job', data: finishedJob },
      },
    },
    problems: ['job_not_found', 'too_many_streams', 'overloaded', 'storage_unavailable'],
  },

  cancelJob: {
    method: 'POST',
    path: '/v1/jobs/{id}/cancel',
    tag: 'jobs',
    summary: 'Wait no longer for a live job',
    description:
      'The job ends, and its model and media calls are aborted, unless others wait for it too: whoever joined it leaves alone, and whoever it was made for is told `job_shared`. Canceling it again is fine.',
    right: 'caller',
    params,
    malformedParams: 'job_not_found',
    responses: { 200: { description: 'The canceled job.', schema: jobSchema, example: canceledJob } },
    problems: ['job_not_found', 'job_finished', 'job_shared', 'storage_unavailable'],
  },
  deleteJob: {
    method: 'DELETE',
    path: '/v1/jobs/{id}',
    tag: 'jobs',
    summary: 'Delete what this caller gave with a job',
    description:
      'Its metadata, link and place in the list go, and its id opens nothing any more. A live job is canceled, unless others wait for it. The result, which is public, stays, and so does an id that a known result was served under: it keeps nothing of the caller.',
    right: 'caller',
    params,
    malformedParams: 'job_not_found',
    responses: { 204: { description: 'Nothing of this caller is left.' } },
    problems: ['job_not_found', 'storage_unavailable'],
  },
});
