import { jobIdSchema } from '@sets/contract';
import { defineRoutes } from '@sets/contract/routes';
import { z } from 'zod';
import { legacyJobSchema, legacyQueuedSchema, legacyWorkoutSchema } from './legacy-schemas.ts';

const HEADERS = ['Deprecation', 'Sunset'] as const;
const workout = {
  ...{ title: 'Leg day', description: null, workout_type: 'legs', duration_minutes: null, difficulty_level: 5 },
  ...{ exercises: [], tags: null, creator: null },
};

/** What apps of the predecessor call. Another contract than ours, so no public document of ours shows it. */
export const LEGACY_ROUTES = defineRoutes({
  processLink: {
    method: 'POST',
    path: '/process',
    tag: 'jobs',
    summary: 'Submit a link and wait for its workout, as long as those apps wait',
    right: 'caller',
    body: {
      // What is wrong with a body, this contract says in its own words: `readLegacyRequest`.
      schema: z.unknown(),
      maxBytes: 65_536,
      example: { url: 'https://www.tiktok.com/@mara.moves/video/7561402938475610311' },
      malformed: 'handled',
    },
    responses: {
      200: {
        description: 'The workout, or where to ask for it.',
        headers: HEADERS,
        schema: z.union([legacyWorkoutSchema, legacyQueuedSchema]),
        example: workout,
      },
    },
    problems: [],
  },
  getLegacyStatus: {
    method: 'GET',
    path: '/status/{job_id}',
    tag: 'jobs',
    summary: 'Read a job that was queued',
    right: 'caller',
    params: z.object({ job_id: jobIdSchema }),
    malformedParams: 'job_not_found',
    responses: {
      200: {
        description: 'The job.',
        headers: HEADERS,
        schema: legacyJobSchema,
        example: { status: 'completed', result: workout, completed_at: '2026-11-23T09:00:04.120Z' },
      },
    },
    problems: [],
  },
});
