import { z } from 'zod';
import { problemCodeSchema, timingsSchema } from './job.ts';

export const ATTEMPT_ENDS = [
  'succeeded',
  'failed',
  'canceled',
  'expired',
  'retried',
  'waits',
  'handed_back',
  'lost',
  'unknown',
] as const;

export const attemptEndSchema = z
  .enum(ATTEMPT_ENDS)
  .describe(
    'With the job: `succeeded`, `failed`, `canceled`, `expired`. Before it: `retried` (paid with an attempt, which is given back when it proves to be the beginning of an outage), `waits` (an outage, free), `handed_back` (at a shutdown, free), `lost` (its worker vanished). `unknown`: a word of a later release.',
  );

/** Attempts that are kept of one job, the latest; a job may have more of them than it pays for. */
export const KEPT_ATTEMPTS = 16;

export const opsAttemptSchema = z
  .object({
    claim: z.number().int().positive().describe('The how many-th claim of the job it was; a missing one was not kept.'),
    region: z.string(),
    worker: z.string(),
    began_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable().describe('Of a lost one, its last sign of life; null while it runs.'),
    end: attemptEndSchema.nullable(),
    code: problemCodeSchema.nullable().describe('The problem that it met.'),
    cost_usd: z
      .number()
      .nonnegative()
      .nullable()
      .describe('US dollars; null when what the job cost before is not known.'),
    timings_ms: timingsSchema,
  })
  .meta({ id: 'OpsAttempt', description: 'One claim of a job by a worker, and what became of it.' });
export type OpsAttempt = z.infer<typeof opsAttemptSchema>;
