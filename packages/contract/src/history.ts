import { z } from 'zod';
import { latencySchema } from './health.ts';

const count = () => z.number().int().nonnegative();

/** Hours of history, the current one included. */
export const HISTORY_HOURS = 24;

export const opsHistorySchema = z
  .object({
    since: z.iso.datetime(),
    regions: z
      .array(
        z.object({
          region: z.string(),
          points: z.array(
            z.object({
              at: z.iso.datetime(),
              depth: count(),
              oldest_age_s: z.number().nonnegative(),
              active_jobs: count(),
              workers: count(),
              spent_usd: z
                .number()
                .nonnegative()
                .nullable()
                .describe('By attempts in this region since the point before it; null: nobody could tell.'),
            }),
          ),
        }),
      )
      .describe('At most one point a minute; a minute without one was not seen.'),
    money: z
      .array(
        z.object({
          at: z.iso.datetime(),
          spent_usd: z.number().nonnegative().nullable().describe('Charged on the UTC day so far, to everybody.'),
          credits_left: z.number().nonnegative().nullable().describe('On the account of the scraper.'),
        }),
      )
      .describe('At most one point a minute, oldest first; null: nobody could tell.'),
    hours: z.array(
      z.object({
        at: z.iso.datetime(),
        response_ms: latencySchema,
        answered: z.record(z.string(), count()).describe('Submits by what answered them: a tier, `joined`, `new`.'),
        jobs: z.object({ succeeded: count(), declined: count(), failed: count() }),
      }),
    ),
  })
  .meta({ id: 'OpsHistory', description: 'Queues and money by the minute, answers by the hour.' });
export type OpsHistory = z.infer<typeof opsHistorySchema>;
