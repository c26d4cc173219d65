import { z } from 'zod';
import { jobIdSchema, jobSchema, MAX_WAIT_S, submitJobRequestSchema } from '../job.ts';
import { canceledJob, finishedJob, queuedJob, submitRequest } from './examples.ts';
import { LINK_PROBLEMS } from './link-problems.ts';
import { defineRoutes } from './route.ts';

const params = z.object({ id: jobIdSchema });

const id = '$response.body#/id';
const ofThisJob = {
  read: { operation: 'getJob', parameters: { id }, description: 'Read the job until it is `done`.' },
  cancel: { operation: 'cancelJob', parameters: { id }, description: 'Cancel it while it is not.' },
} as const;

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
    }),
    body: { schema: submitJobRequestSchema, maxBytes: 65_536, example: submitRequest },
    responses: {
      200: {
        description: 'The job has ended: its result was known, or it ended within the wait.',
        headers: ['Preference-Applied'],
        schema: jobSchema,
        example: finishedJob,
        links: { read: ofThisJob.read },
      },
      202: {
        description: 'The job is queued or running.',
        headers: ['Location', 'Retry-After', 'Preference-Applied'],
        schema: jobSchema,
        example: queuedJob,
        links: ofThisJob,
      },
    },
    problems: [...LINK_PROBLEMS, 'too_many_jobs', 'budget_exhausted', 'overloaded', 'storage_unavailable'],
  },

  getJob: {
    method: 'GET',
    path: '/v1/jobs/{id}',
    tag: 'jobs',
    summary: 'Read a job, failed ones too',
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

  cancelJob: {
    method: 'POST',
    path: '/v1/jobs/{id}/cancel',
    tag: 'jobs',
    summary: 'Cancel a live job',
    description: 'Its model and media calls are aborted. Canceling it again is fine.',
    right: 'caller',
    params,
    malformedParams: 'job_not_found',
    responses: { 200: { description: 'The canceled job.', schema: jobSchema, example: canceledJob } },
    problems: ['forbidden', 'job_not_found', 'job_finished', 'job_shared', 'storage_unavailable'],
  },
});
