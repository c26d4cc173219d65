import { z } from 'zod';
import {
  LISTED_REPLAYS,
  type OpsReplayRun,
  opsCreateReplaySchema,
  opsReplayListSchema,
  opsReplayPortionSchema,
  opsReplayRunSchema,
  opsRunReplayQuerySchema,
  replayIdSchema,
} from '../replays.ts';
import { JOB_ID, REPLAY_ID } from './examples.ts';
import { lever } from './lever.ts';
import { LINK_PROBLEMS } from './link-problems.ts';
import { defineRoutes } from './route.ts';

/** Bytes of a filter with a link, with room for every character escaped. */
const MAX_BYTES = 65_536;

const replay: OpsReplayRun = {
  ...{ id: REPLAY_ID, by: 'operator:ada', at: '2026-11-26T09:00:00.000Z', ended_at: null },
  filter: { code: 'scraper_out_of_credits', created_before: '2026-11-26T09:00:00.001Z' },
  ...{ count: 412, done: 100, left: 312 },
};
const params = z.object({
  id: replayIdSchema.meta({ description: 'The replay, as its creation told it.', examples: [REPLAY_ID] }),
});

export const replayRoutes = defineRoutes({
  createReplay: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/replays',
    summary: 'Count the dead jobs that a filter means, and keep that to replay them by its id',
    description: 'Nothing is replayed yet, and jobs that are made from now on are no part of it.',
    body: {
      schema: opsCreateReplaySchema,
      maxBytes: MAX_BYTES,
      example: { filter: { code: 'scraper_out_of_credits' } },
    },
    responses: {
      201: {
        description: 'What it would replay.',
        schema: opsReplayRunSchema,
        example: { ...replay, done: 0, left: replay.count },
      },
    },
    problems: [...LINK_PROBLEMS, 'storage_unavailable'],
  },

  listReplays: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/replays',
    summary: `The latest ${LISTED_REPLAYS} replays, each as it stands, newest first`,
    responses: {
      200: { description: 'The replays.', schema: opsReplayListSchema, example: { replays: [replay] } },
    },
    problems: ['storage_unavailable'],
  },

  getReplay: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/replays/{id}',
    summary: 'One replay as it stands',
    params,
    malformedParams: 'replay_not_found',
    responses: { 200: { description: 'The replay.', schema: opsReplayRunSchema, example: replay } },
    problems: ['replay_not_found', 'storage_unavailable'],
  },

  runReplay: {
    ...lever,
    method: 'POST',
    path: '/v1/ops/replays/{id}/run',
    summary: 'Submit the next jobs of a replay again; after a crash, and from any instance, it goes on',
    description:
      'Each job is replayed once, however often and from wherever this is asked. What was refused stays dead, and is tried again with the next call.',
    params,
    malformedParams: 'replay_not_found',
    query: opsRunReplayQuerySchema,
    responses: {
      200: {
        description: 'What became of each.',
        schema: opsReplayPortionSchema,
        example: {
          replay: { ...replay, done: 101, left: 311 },
          outcomes: [{ id: JOB_ID, outcome: 'new', job_id: 'Zr7yq2nN0sVbHc4eKx8LwQ', error: null }],
        },
      },
    },
    problems: ['replay_not_found', 'storage_unavailable'],
  },
});
