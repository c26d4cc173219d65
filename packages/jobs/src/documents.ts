import {
  jobErrorSchema,
  jobStageSchema,
  jobStatusSchema,
  PROBLEM_CODES,
  sourceSchema,
  timingsSchema,
  usageSchema,
  warningSchema,
} from '@sets/contract';
import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

const payloadSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

/** What names a result: one post, read by one version of one profile, in one language. */
export const resultKeyPartsSchema = z.object({
  profile: z.string(),
  version: z.string(),
  platform: z.string(),
  content_id: z.string(),
  /** Normalised; null where the caller did not ask for one. */
  language: z.string().nullable(),
});
export type ResultKeyParts = z.infer<typeof resultKeyPartsSchema>;

/** What is known of a post: a result, or the problem that makes one impossible for a while. */
export const resultValueSchema = z.object({
  kind: z.enum(['ready', 'negative']),
  job_id: z.string(),
  result: payloadSchema.nullable(),
  error: jobErrorSchema.nullable(),
  warnings: z.array(warningSchema),
  source: sourceSchema,
  evidence: payloadSchema.nullable(),
  usage: usageSchema.nullable(),
  timings_ms: timingsSchema,
  attempt: z.number().int().positive(),
  /** When the job that produced it was accepted, and when it ended. */
  accepted_at: storedTimeSchema,
  created_at: storedTimeSchema,
  /** Served as it is until then; afterwards only while the upstreams are out. */
  fresh_until: storedTimeSchema,
  expires_at: storedTimeSchema,
});
export type ResultValue = z.infer<typeof resultValueSchema>;

export const flightSchema = z.object({ job_id: z.string(), until: storedTimeSchema });

/** `results/{key}`: what is known and, independent of it, which job is finding out. */
export const resultDocumentSchema = resultKeyPartsSchema.extend({
  value: resultValueSchema.optional(),
  flight: flightSchema.optional(),
  /** The last refresh of a good value failed; the value is served, stale if need be, until then. */
  refresh_failed: z
    .object({ code: z.enum(PROBLEM_CODES as [string, ...string[]]), until: storedTimeSchema })
    .optional(),
  expires_at: storedTimeSchema,
});
export type ResultDocument = z.infer<typeof resultDocumentSchema>;

export const leaseSchema = z.object({
  /** The instance that holds the job. */
  owner: z.string(),
  region: z.string(),
  /** Random per claim; tells our own claim from another's when an answer was lost. */
  nonce: z.string(),
  claimed_at: storedTimeSchema,
  /** Set by the server with each write of the owner; the lease's age is judged by it alone. */
  renewed_at: storedTimeSchema,
});
export type Lease = z.infer<typeof leaseSchema>;

/** `jobs/{id}`. Whoever holds the id may read it, so ids are random and never listed to others. */
export const jobDocumentSchema = z.object({
  ...resultKeyPartsSchema.shape,
  /** Id of the `results` document that this job fills. */
  key: z.string(),
  source: sourceSchema,
  status: jobStatusSchema,
  stage: jobStageSchema.nullable(),
  progress: z.number().min(0).max(1),
  preview: payloadSchema.nullable(),
  attempt: z.number().int().positive(),
  /** Model calls over all attempts. */
  model_calls: z.number().int().nonnegative(),
  /** Milliseconds under a lease over all earlier attempts. */
  worked_ms: z.number().nonnegative(),
  /** Grows with each claim. */
  epoch: z.number().int().nonnegative(),
  /** Grows with each task created; part of the task's name. */
  dispatch_no: z.number().int().nonnegative(),
  lease: leaseSchema.nullable(),
  shard: z.number().int().nonnegative(),
  /** When the sweeper should look; absent when nothing is owed. */
  wake_at: storedTimeSchema.optional(),
  /** How long the sweeper waited last; doubles while the job's task waits in its queue. */
  wake_delay_ms: z.number().nonnegative(),
  /** Region whose queue holds the job's task. */
  region: z.string(),
  caller: z.string(),
  metadata: metadataSchema.nullable(),
  trace: z.string().nullable(),
  /** The job refreshes a good value, which its failure must not hide. */
  refreshes: z.boolean(),
  replay_of: z.string().nullable(),
  /** The job that an operator started in this one's place. */
  replayed_by: z.string().nullable(),
  /** Ended without a result for a reason that is not the post's, and not replayed since: an operator's to look at. */
  dead: z.boolean(),
  result: payloadSchema.nullable(),
  warnings: z.array(warningSchema),
  error: jobErrorSchema.nullable(),
  evidence: payloadSchema.nullable(),
  usage: usageSchema.nullable(),
  timings_ms: timingsSchema,
  created_at: storedTimeSchema,
  started_at: storedTimeSchema.nullable(),
  finished_at: storedTimeSchema.nullable(),
  deadline_at: storedTimeSchema,
  expires_at: storedTimeSchema,
});
export type JobDocument = z.infer<typeof jobDocumentSchema>;

/** `jobs/{id}/members/{m}`: another caller who waits for the job and has something to be told. */
export const memberDocumentSchema = z.object({
  caller: z.string(),
  metadata: metadataSchema.nullable(),
  joined_at: storedTimeSchema,
  expires_at: storedTimeSchema,
});
export type MemberDocument = z.infer<typeof memberDocumentSchema>;

/** `links/{hash}`: where a short link leads. */
export const linkDocumentSchema = z.object({
  url: z.string(),
  platform: z.string(),
  content_id: z.string(),
  kind: z.string(),
  canonical_url: z.string(),
  expires_at: storedTimeSchema,
});
