import { z } from 'zod';
import { jobIdSchema } from './job.ts';

/** A new job as its submit left it; only what wrote it looks into it. */
const carriedJobSchema = z.object({
  version: z.string().max(64).describe('The store’s version of the job, under which it may be claimed unread.'),
  job: z.record(z.string(), z.unknown()),
});
export type CarriedJob = z.infer<typeof carriedJobSchema>;

/** What Cloud Tasks pushes for one job. */
export const extractTaskSchema = z
  .object({
    job_id: jobIdSchema,
    dispatch_no: z
      .number()
      .int()
      .nonnegative()
      .describe('Counts the tasks made for this job; part of the task’s name.'),
    trace: z
      .string()
      .max(256)
      .optional()
      .describe('W3C traceparent; also a header, but only the payload keeps it over our own retries.'),
    as_created: carriedJobSchema.optional().describe('Of the first task of a job: it is claimed without being read.'),
  })
  .meta({ id: 'ExtractTask' });
export type ExtractTask = z.infer<typeof extractTaskSchema>;

/** What became of a push. A job that is not claimed needs no second delivery either. */
export const extractAnswerSchema = z.object({ outcome: z.string() }).meta({ id: 'ExtractAnswer' });

const count = () => z.number().int().nonnegative();

export const sweepReportSchema = z
  .object({
    examined: count(),
    requeued: count().describe('Leases that had expired.'),
    redispatched: count().describe('Tasks that were missing, or moved to another region.'),
    postponed: count(),
    ended: count(),
    told: count().describe('Ended before; receivers of webhooks told now.'),
    skipped: count().describe('Left to someone else who was first, or to a later sweep.'),
  })
  .meta({ id: 'SweepReport' });

/** What a scaling decision saw and wanted. */
export const scaleReportSchema = z
  .object({
    region: z.string(),
    outcome: z
      .enum(['decided', 'dry_run', 'led_elsewhere', 'busy', 'off'])
      .describe(
        '`led_elsewhere`: another controller has decided lately; `busy`: the platform did not listen; `off`: not configured.',
      ),
    depth: count().nullable().describe('Tasks of the queue; null while Cloud Tasks does not tell.'),
    active: count(),
    workers: count().describe('Alive.'),
    wanted: count(),
    concurrency: count().describe('Deliveries that the queue may have under way.'),
    used_up: z.boolean().describe('The day’s worker hours are used up: only the floor is kept.'),
  })
  .meta({ id: 'ScaleReport' });
export type ScaleReport = z.infer<typeof scaleReportSchema>;

/** Where Cloud Tasks and Cloud Scheduler find a worker; the table of routes says the rest. */
export const TASK_ROUTES = Object.freeze({
  extract: '/tasks/extract',
  webhook: '/tasks/webhook',
  sweep: '/tasks/sweep',
  scale: '/tasks/scale',
});

/** The address of a region's workers; `url` may hold `{region}`. */
export const workerUrlIn = (url: string, region: string): string => url.replaceAll('{region}', region);

/** Cloud Tasks gives up on a push after this many seconds; a job may take 120 s plus its shutdown. */
export const EXTRACT_DISPATCH_DEADLINE_S = 150;

/** And on one try of a webhook: what a receiver may take, a place to wait for, and the store before and after. */
export const WEBHOOK_DISPATCH_DEADLINE_S = 30;

/** Id of the queue that holds a region's jobs; the region is part of the queue's full name. */
export const EXTRACT_QUEUE = 'extract';

/** Id of the queue that holds a region's deliveries of webhooks: one of its own, so that slow receivers hold up no job. */
export const WEBHOOKS_QUEUE = 'webhooks';
