import { z } from 'zod';
import { callerIdSchema } from '../api-keys.ts';
import { jobIdSchema } from '../job.ts';
import {
  AUDIT_ENTRIES,
  opsAllowedSchema,
  opsAuditPageSchema,
  opsBulkRequestSchema,
  opsForgottenSchema,
  opsInvalidateRequestSchema,
  opsInvalidationSchema,
  opsJobPageSchema,
  opsJobQuerySchema,
  opsPostRequestSchema,
  opsPreviewSchema,
  opsPurgeSchema,
  opsRegionChangeSchema,
  opsRegionRequestSchema,
  opsRegionsSchema,
  opsReplayOutcomeSchema,
  opsReplaySchema,
  opsTakeDownSchema,
  opsUpstreamsSchema,
} from '../ops.ts';
import { finishedJob, JOB_ID, REGION, REPLAY_ID, storedResult, submitRequest } from './examples.ts';
import { region } from './health-examples.ts';
import { lever } from './lever.ts';
import { LINK_PROBLEMS } from './link-problems.ts';
import { defineRoutes } from './route.ts';

/** Bytes of a lever's body: a filter or a link, with room for every character escaped. */
const MAX_BYTES = 65_536;

const outcome = { id: JOB_ID, outcome: 'new', job_id: 'Zr7yq2nN0sVbHc4eKx8LwQ', error: null };
const filter = { code: 'scraper_out_of_credits', created_from: '2026-11-23T09:00:00Z' };

export const opsRoutes = defineRoutes({
  searchJobs: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/jobs',
    summary: 'Search jobs, newest first; all conditions hold together',
    query: opsJobQuerySchema,
    responses: {
      200: {
        description: 'One page; `next` is the cursor of the next one.',
        schema: opsJobPageSchema,
        example: {
          jobs: [
            {
              ...finishedJob,
              ...{ region: REGION, caller: 'anonymous', epoch: 1, dispatch_no: 1, dead: false, owner: null },
              ...{ wake_at: null, replay_of: null, replayed_by: null, replayed_in: null, trace: null, trace_url: null },
              ...{ request_id: 'da320a1fe6c1c6aa82fbcf0d8266ba81', spent_usd: 0.004 },
              attempts: [
                {
                  ...{
                    claim: 1,
                    region: REGION,
                    worker: `${REGION}-9f0c`,
                    end: 'succeeded',
                    code: null,
                    cost_usd: 0.004,
                  },
                  ...{ began_at: '2026-11-23T09:00:01.000Z', ended_at: '2026-11-23T09:00:03.000Z' },
                  timings_ms: { metadata: 240, model: 1_480 },
                },
              ],
            },
          ],
          next: null,
        },
      },
    },
    problems: [...LINK_PROBLEMS, 'storage_unavailable'],
  },

  replayJob: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/jobs/{id}/replay',
    summary: 'Submit a dead job again',
    params: z.object({ id: jobIdSchema }),
    malformedParams: 'job_not_found',
    responses: { 200: { description: 'What became of it.', schema: opsReplayOutcomeSchema, example: outcome } },
    problems: ['job_not_found', 'job_finished', 'storage_unavailable'],
  },

  replayJobs: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/jobs/replay',
    summary: 'Submit the dead jobs that a filter means again, or count them with `preview`',
    body: { schema: opsBulkRequestSchema, maxBytes: MAX_BYTES, example: { filter, limit: 50 } },
    responses: {
      200: {
        description: 'How many there are, or what became of each.',
        schema: z.union([opsPreviewSchema, opsReplaySchema]),
        example: { outcomes: [outcome], replay_id: REPLAY_ID },
      },
    },
    problems: [...LINK_PROBLEMS, 'storage_unavailable'],
  },

  purgeJobs: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/jobs/purge',
    summary: 'Delete the dead jobs that a filter means, or count them with `preview`',
    body: { schema: opsBulkRequestSchema, maxBytes: MAX_BYTES, example: { filter, preview: true } },
    responses: {
      200: {
        description: 'How many there are, or how many went.',
        schema: z.union([opsPreviewSchema, opsPurgeSchema]),
        example: { count: 412 },
      },
    },
    problems: [...LINK_PROBLEMS, 'storage_unavailable'],
  },

  invalidateResult: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/results/invalidate',
    summary: 'Forget what is known of a post, by key or by link',
    body: { schema: opsInvalidateRequestSchema, maxBytes: MAX_BYTES, example: { key: storedResult.key } },
    responses: {
      200: {
        description: 'What was forgotten.',
        schema: opsInvalidationSchema,
        example: { key: storedResult.key, known: true },
      },
    },
    problems: [...LINK_PROBLEMS, 'storage_unavailable'],
  },

  takeDownPost: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/posts/take-down',
    summary: 'Remove all that was made of a post, and take no more submits of it',
    description: 'In every language and profile. Instances stop serving it, and taking submits of it, within 10 s.',
    body: { schema: opsPostRequestSchema, maxBytes: MAX_BYTES, example: { url: submitRequest.url } },
    responses: {
      200: {
        description: 'What was removed.',
        schema: opsTakeDownSchema,
        example: { platform: 'tiktok', content_id: '7561402938475610311', results: 3, jobs: 5 },
      },
    },
    problems: [...LINK_PROBLEMS, 'storage_unavailable'],
  },

  allowPost: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/posts/allow',
    summary: 'Take submits of a post again that was taken down',
    body: { schema: opsPostRequestSchema, maxBytes: MAX_BYTES, example: { url: submitRequest.url } },
    responses: {
      200: {
        description: 'The post may be submitted.',
        schema: opsAllowedSchema,
        example: { platform: 'tiktok', content_id: '7561402938475610311' },
      },
    },
    problems: [...LINK_PROBLEMS, 'storage_unavailable'],
  },

  forgetCaller: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/callers/{id}/forget',
    summary: 'Remove everything that a caller gave, with its keys and its name',
    description:
      'Its jobs lose its metadata, links and name, as if it had deleted each of them; what was read off public posts is nobody’s and stays, and what its jobs have cost today goes on to count. Asking again goes on where it stopped.',
    params: z.object({
      id: callerIdSchema.meta({ description: 'The caller, as its keys name it.', examples: ['mobile-backend'] }),
    }),
    responses: {
      200: {
        description: 'What was removed at once.',
        schema: opsForgottenSchema,
        example: {
          ...{ keys: 2, webhooks: 1, jobs: 500, memberships: 12, requests: 31, done: false },
          mark: 'caller:4bb0d96ad5ee06b4a0a3fa1f5b3f9e0c',
        },
      },
    },
    problems: ['storage_unavailable'],
  },

  listRegions: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/regions',
    summary: 'Every region with its workers, queue, depth and oldest task, and what operators decided for it',
    responses: {
      200: {
        description: 'All regions.',
        schema: opsRegionsSchema,
        example: { regions: [{ ...region, paused: false, drained: false }] },
      },
    },
    problems: ['storage_unavailable'],
  },

  controlRegion: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/regions/{region}',
    summary: 'Pause or resume the queue of a region, or drain it and take it back',
    params: z.object({ region: z.string().meta({ description: 'One of our regions.', examples: [REGION] }) }),
    body: { schema: opsRegionRequestSchema, maxBytes: MAX_BYTES, example: { paused: true } },
    responses: {
      200: { description: 'The change.', schema: opsRegionChangeSchema, example: { region: REGION, paused: true } },
    },
    problems: ['storage_unavailable'],
  },

  lookAtUpstreams: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/upstreams',
    summary: 'Ask everything that the service stands on, at most once a minute, and say what breaks without it',
    description:
      'Each model at each location, Firestore, each queue and the rights on it, the scraper, Redis, the keys.',
    responses: {
      200: {
        description: 'One line for each.',
        schema: opsUpstreamsSchema,
        example: {
          ...{ checked_at: '2026-11-23T09:00:00.000Z', works: true, attention: [] },
          upstreams: [
            {
              ...{ kind: 'model', name: 'gemini-3.5-flash-lite at eu', status: 'ok', served: true },
              ...{ latency_ms: 412, detail: 'served, 31 tokens', breaks: null },
            },
          ],
        },
      },
    },
    problems: [],
  },

  listAudit: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/audit',
    summary: `The latest ${AUDIT_ENTRIES} changes, newest first`,
    responses: {
      200: {
        description: 'Who changed what, when, and what came of it.',
        schema: opsAuditPageSchema,
        example: {
          entries: [
            {
              ...{ actor: 'operator:ada', action: 'control_region', target: REGION, details: { paused: true } },
              ...{ at: '2026-11-23T09:00:00.000Z', outcome: { ok: true } },
            },
          ],
        },
      },
    },
    problems: ['storage_unavailable'],
  },
});
