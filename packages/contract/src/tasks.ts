import { z } from 'zod';

/**
 * Every task that Cloud Tasks pushes to a worker: its route and its payload.
 * `trace` is a W3C traceparent; it also travels as a header, the payload keeps it over our own retries.
 */
export const extractTaskSchema = z.object({
  job_id: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  /** Counts the tasks created for this job; part of the task's name. */
  dispatch_no: z.number().int().nonnegative(),
  trace: z.string().max(256).optional(),
});
export type ExtractTask = z.infer<typeof extractTaskSchema>;

export const sweepTaskSchema = z.object({}).loose();
export type SweepTask = z.infer<typeof sweepTaskSchema>;

export const TASK_ROUTES = Object.freeze({ extract: '/tasks/extract', sweep: '/tasks/sweep' });

/** Cloud Tasks gives up on a push after this many seconds; a job may take 120 s plus its shutdown. */
export const EXTRACT_DISPATCH_DEADLINE_S = 150;

/** Id of the queue that holds a region's jobs; the region is part of the queue's full name. */
export const EXTRACT_QUEUE = 'extract';
