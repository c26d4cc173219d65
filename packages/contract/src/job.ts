import { z } from 'zod';
import { sourceSchema } from './post.ts';
import { PROBLEM_CODES } from './problems.ts';

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'canceled', 'expired'] as const;
export const TERMINAL_STATUSES = ['succeeded', 'failed', 'canceled', 'expired'] as const;
export const JOB_STAGES = ['resolving', 'fetching', 'extracting', 'validating'] as const;

export const jobStatusSchema = z.enum(JOB_STATUSES);
export type JobStatus = z.infer<typeof jobStatusSchema>;
export const jobStageSchema = z.enum(JOB_STAGES);
export type JobStage = z.infer<typeof jobStageSchema>;

export const isTerminal = (status: JobStatus): boolean => (TERMINAL_STATUSES as readonly string[]).includes(status);

export const servedFromSchema = z.enum(['cache', 'stale', 'joined', 'new']);
export type ServedFrom = z.infer<typeof servedFromSchema>;

/** Why a job ended without a result, or what its last attempt met. */
export const jobErrorSchema = z.object({
  code: z.enum(PROBLEM_CODES as readonly [(typeof PROBLEM_CODES)[number], ...(typeof PROBLEM_CODES)[number][]]),
  message: z.string(),
  retryable: z.boolean(),
  retry_after_s: z.number().nonnegative().optional(),
});
export type JobError = z.infer<typeof jobErrorSchema>;

export const warningSchema = z.object({ code: z.string(), message: z.string(), path: z.string().optional() });
export type Warning = z.infer<typeof warningSchema>;

export const usageSchema = z.object({
  model: z.string().nullable(),
  /** Location whose endpoint gave the answer that was used. */
  region: z.string().nullable(),
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
  model_calls: z.number().int().nonnegative(),
  /** US dollars; null when a model without a known price took part. */
  cost_usd: z.number().nonnegative().nullable(),
});
export type Usage = z.infer<typeof usageSchema>;

/** Milliseconds spent per step, e.g. `queued`, `metadata`, `download`, `text_model`, `model`, `total`. */
export const timingsSchema = z.record(z.string(), z.number().nonnegative());
export type Timings = z.infer<typeof timingsSchema>;

/** The body of every answer about a job. Clients branch on `done`; `status` may gain values. */
export const jobSchema = z.object({
  id: z.string(),
  status: jobStatusSchema,
  done: z.boolean(),
  stage: jobStageSchema.nullable(),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  profile: z.string(),
  language: z.string().nullable(),
  preview: z.record(z.string(), z.unknown()).nullable(),
  attempt: z.number().int().positive(),
  poll_after_ms: z.number().int().nonnegative(),
  served_from: servedFromSchema,
  source: sourceSchema,
  /** Shaped by the profile; see the profile schemas of the OpenAPI document. */
  result: z.record(z.string(), z.unknown()).nullable(),
  warnings: z.array(warningSchema),
  error: jobErrorSchema.nullable(),
  usage: usageSchema.nullable(),
  timings_ms: timingsSchema,
  metadata: z.record(z.string(), z.string()).nullable(),
  links: z.object({ self: z.string(), result: z.string().nullable() }),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const submitJobRequestSchema = z.strictObject({
  url: z.string().trim().min(1).max(2048),
  /** BCP 47 tag or an English language name; the result is written in it. */
  language: z.string().trim().min(1).max(64).optional(),
  profile: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/)
    .optional(),
  /** Extract again although a stored result exists. */
  force_refresh: z.boolean().optional(),
  /** Given back unchanged with the job. */
  metadata: z
    .record(z.string().min(1).max(64), z.string().max(512))
    .refine((value) => Object.keys(value).length <= 16, 'at most 16 entries')
    .optional(),
});
export type SubmitJobRequest = z.infer<typeof submitJobRequestSchema>;
