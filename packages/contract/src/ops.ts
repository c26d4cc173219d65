import { z } from 'zod';
import { jobSchema, jobStatusSchema } from './job.ts';
import { platformSchema } from './post.ts';
import { PROBLEM_CODES, type ProblemCode } from './problems.ts';
import { findResultQuerySchema } from './stored-result.ts';

/** All given conditions hold together. `url` stands for the post that it leads to. */
export const opsJobFilterSchema = z.strictObject({
  status: jobStatusSchema.optional(),
  code: z.enum(PROBLEM_CODES as readonly [ProblemCode, ...ProblemCode[]]).optional(),
  region: z.string().max(64).optional(),
  platform: platformSchema.optional(),
  content_id: z.string().max(200).optional(),
  url: z.string().max(2048).optional(),
  created_from: z.iso.datetime().optional(),
  created_before: z.iso.datetime().optional(),
});
export type OpsJobFilter = z.infer<typeof opsJobFilterSchema>;

export const opsJobQuerySchema = opsJobFilterSchema.extend({
  id: z.string().max(64).optional(),
  /** Ended without a result for a reason that is not the post's, and not replayed since. */
  dead: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type OpsJobQuery = z.infer<typeof opsJobQuerySchema>;

/** A job with what only operators may see. */
export const opsJobSchema = jobSchema.extend({
  region: z.string(),
  caller: z.string(),
  epoch: z.number().int(),
  dispatch_no: z.number().int(),
  dead: z.boolean(),
  owner: z.string().nullable(),
  wake_at: z.iso.datetime().nullable(),
  replay_of: z.string().nullable(),
  replayed_by: z.string().nullable(),
  trace: z.string().nullable(),
});
export type OpsJob = z.infer<typeof opsJobSchema>;

export const opsJobPageSchema = z.object({ jobs: z.array(opsJobSchema), next: z.string().nullable() });
export type OpsJobPage = z.infer<typeof opsJobPageSchema>;

/** For replaying and purging dead jobs. `preview` only counts what the filter means. */
export const opsBulkRequestSchema = z.strictObject({
  filter: opsJobFilterSchema,
  limit: z.number().int().min(1).max(500).default(100),
  preview: z.boolean().default(false),
});

export const opsInvalidateRequestSchema = z.union([
  z.strictObject({ key: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject(findResultQuerySchema.shape),
]);

export const opsRegionRequestSchema = z.union([
  z.strictObject({ paused: z.boolean() }),
  z.strictObject({ drained: z.boolean() }),
]);
