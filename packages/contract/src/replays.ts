import { z } from 'zod';
import { decimal } from './decimal.ts';
import { opsJobFilterSchema, opsReplayOutcomeSchema } from './ops.ts';

/** Whatever looks different names no replay. */
export const replayIdSchema = z.string().regex(/^rp_[A-Za-z0-9_-]{22}$/);

/** Replays that the list shows, the latest first. */
export const LISTED_REPLAYS = 20;

const count = () => z.number().int().nonnegative();

const replayFilterSchema = opsJobFilterSchema
  .omit({ url: true, created_before: true })
  .extend({ created_before: z.iso.datetime() })
  .strip()
  .meta({ id: 'OpsReplayFilter', description: 'Which jobs a replay means, a link as the post that it leads to.' });

export const opsReplayRunSchema = z
  .object({
    id: z.string(),
    by: z.string().describe('The operator who counted its jobs.'),
    at: z.iso.datetime(),
    filter: replayFilterSchema,
    count: count().describe('Dead jobs that the filter meant then; no more of them are replayed.'),
    done: count().describe('Those that were replayed.'),
    left: count().describe('Those that are still dead.'),
    ended_at: z.iso.datetime().nullable().describe('When none was left; from then on asking again does nothing.'),
  })
  .meta({ id: 'OpsReplayRun', description: 'A replay of many dead jobs, as it stands.' });
export type OpsReplayRun = z.infer<typeof opsReplayRunSchema>;

export const opsCreateReplaySchema = z
  .strictObject({
    filter: opsJobFilterSchema.refine((filter) => Object.keys(filter).length > 0, 'at least one condition'),
  })
  .meta({ id: 'OpsCreateReplay' });

export const opsRunReplayQuerySchema = z.strictObject({
  limit: decimal({ min: 1, max: 500 }).default(100).describe('At most so many now, newest first.'),
});

export const opsReplayPortionSchema = z
  .object({ replay: opsReplayRunSchema, outcomes: z.array(opsReplayOutcomeSchema) })
  .meta({ id: 'OpsReplayPortion', description: 'What became of the jobs that were taken now.' });

export const opsReplayListSchema = z
  .object({ replays: z.array(opsReplayRunSchema) })
  .meta({ id: 'OpsReplayList', description: 'The latest replays, newest first.' });
