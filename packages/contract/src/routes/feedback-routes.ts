import { z } from 'zod';
import { FEEDBACK_ENTRIES, feedbackRequestSchema, opsFeedbackPageSchema } from '../feedback.ts';
import { jobIdSchema } from '../job.ts';
import { finishedJob } from './examples.ts';
import { lever } from './lever.ts';
import { defineRoutes } from './route.ts';

const note = 'The second exercise is a lunge.';

export const feedbackRoutes = defineRoutes({
  giveFeedback: {
    method: 'POST',
    path: '/v1/jobs/{id}/feedback',
    tag: 'jobs',
    summary: 'Say that what an ended job has shown is wrong',
    description:
      'Kept for 180 days with what was shown, without a caller, for the evaluation. Saying it again about the same job replaces it.',
    right: 'caller',
    params: z.object({ id: jobIdSchema }),
    malformedParams: 'job_not_found',
    body: { schema: feedbackRequestSchema, maxBytes: 16_384, example: { verdict: 'wrong', note } },
    responses: { 204: { description: 'It is kept.' } },
    problems: ['job_not_found', 'storage_unavailable'],
  },

  listFeedback: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/feedback',
    summary: `The latest ${FEEDBACK_ENTRIES} pieces of feedback, with what was shown, newest first`,
    responses: {
      200: {
        description: 'Cases for the evaluation.',
        schema: opsFeedbackPageSchema,
        example: {
          entries: [
            {
              ...{ platform: 'tiktok', content_id: '7561402938475610311', profile: 'workout', language: 'en' },
              canonical_url: finishedJob.source.canonical_url,
              ...{ model: 'gemini-3.5-flash-lite', result: finishedJob.result, code: null, note },
              created_at: '2026-11-26T09:00:00.000Z',
            },
          ],
        },
      },
    },
    problems: ['storage_unavailable'],
  },
});
