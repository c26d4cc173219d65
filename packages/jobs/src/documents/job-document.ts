import {
  jobStageSchema,
  jobStatusSchema,
  sourceSchema,
  timingsSchema,
  usageSchema,
  warningSchema,
} from '@sets/contract';
import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import { attemptSchema } from './attempt.ts';
import { chargeSchema, NOTHING_SPENT, spentSchema } from './charge.ts';
import { resultKeyPartsSchema } from './result-document.ts';
import { metadataSchema, payloadSchema, storedErrorSchema } from './stored-parts.ts';

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

/** `jobs/{id}`. The id opens what the job was made with to `caller`, and to nobody else. */
export const storedJobSchema = z.object({
  ...resultKeyPartsSchema.shape,
  /** Id of the `results` document that this job fills. */
  key: z.string(),
  source: sourceSchema,
  status: jobStatusSchema,
  /** A stage of a later release is as good as none. */
  stage: jobStageSchema.nullable().catch(null),
  progress: z.number().min(0).max(1),
  preview: payloadSchema.nullable(),
  attempt: z.number().int().positive(),
  /** Owners that vanished with the job; earlier releases counted them as attempts. */
  deaths: z.number().int().nonnegative().default(0),
  /** Times that the job went back to wait for an outage to end, which costs no attempt. */
  waits: z.number().int().nonnegative().default(0),
  /** Problems of the attempts that may have met the beginning of an outage, and not a fault of the post's own. */
  doubts: z.array(z.string()).default([]),
  /** Model calls over all attempts. */
  model_calls: z.number().int().nonnegative(),
  /** Milliseconds under a lease over all earlier attempts. */
  worked_ms: z.number().nonnegative(),
  /** Grows with each claim. */
  epoch: z.number().int().nonnegative(),
  /** Grows with each task created; part of the task's name. */
  dispatch_no: z.number().int().nonnegative(),
  lease: leaseSchema.nullable(),
  /** Leases that are over, the latest few, oldest first. */
  attempts: z.array(attemptSchema).default([]),
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
  /** Of the request that made it: the caller's own word, or one of ours. */
  request_id: z.string().nullable().default(null),
  /** The webhook endpoint of `caller` that is told of it. */
  webhook: z.string().nullable().default(null),
  /** Somebody has joined who is told by webhook. */
  webhook_members: z.boolean().default(false),
  /** What receivers must still be told of. An ended job keeps its `wake_at` until they are. */
  owes: z.enum(['preview', 'end']).nullable().default(null),
  /** The job asks again for what is known, a result or a remembered failure, which its own failure must not hide. */
  refreshes: z.boolean(),
  replay_of: z.string().nullable(),
  /** The job that an operator started in this one's place. */
  replayed_by: z.string().nullable(),
  /** The replay of many (`replays/{id}`) that did; absent in all others, so that they stand in no index. */
  replayed_in: z.string().optional(),
  /** Ended without a result for a reason that is not the post's, and not replayed since: an operator's to look at. */
  dead: z.boolean(),
  result: payloadSchema.nullable(),
  warnings: z.array(warningSchema),
  error: storedErrorSchema.nullable(),
  evidence: payloadSchema.nullable(),
  usage: usageSchema.nullable(),
  spent: spentSchema.default(NOTHING_SPENT),
  /** Null for jobs of before there were budgets, and where nobody is charged. */
  charge: chargeSchema.nullable().default(null),
  timings_ms: timingsSchema,
  created_at: storedTimeSchema,
  started_at: storedTimeSchema.nullable(),
  finished_at: storedTimeSchema.nullable(),
  /** When it ends, whatever anybody wishes. */
  deadline_at: storedTimeSchema,
  /** When it ends by the wish of the caller that it was made for, unless members wish for longer; null without one. */
  asked_deadline_at: storedTimeSchema.nullable().default(null),
  expires_at: storedTimeSchema,
});

/** The caller of a job that was deleted by whom it was made for: its id is nobody's. */
export const NOBODY = '';

/** A job as everything here works on it; its id is that of its document and not stored again. */
export type JobDocument = z.infer<typeof storedJobSchema> & { readonly id: string };
