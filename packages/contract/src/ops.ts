import { z } from 'zod';
import { regionHealthSchema } from './health.ts';
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

/**
 * For replaying and purging dead jobs. `preview` only counts what the filter means. An empty filter is more likely a
 * slip than a wish.
 */
export const opsBulkRequestSchema = z.strictObject({
  filter: opsJobFilterSchema.refine((filter) => Object.keys(filter).length > 0, 'at least one condition'),
  limit: z.number().int().min(1).max(500).default(100),
  preview: z.boolean().default(false),
});

export const opsPreviewSchema = z.object({ count: z.number().int().nonnegative() });

/** What became of one dead job. */
export const opsReplayOutcomeSchema = z.object({
  id: z.string(),
  /** `known`: a result exists by now. `refused`: see `error`. */
  outcome: z.enum(['new', 'joined', 'known', 'refused']),
  /** The job that answers in its place. */
  job_id: z.string().nullable(),
  error: z.string().nullable(),
});
export type OpsReplayOutcome = z.infer<typeof opsReplayOutcomeSchema>;

export const opsReplaySchema = z.object({ outcomes: z.array(opsReplayOutcomeSchema) });
export type OpsReplay = z.infer<typeof opsReplaySchema>;

export const opsPurgeSchema = z.object({ purged: z.number().int().nonnegative() });

export const opsInvalidateRequestSchema = z.union([
  z.strictObject({ key: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject(findResultQuerySchema.shape),
]);

export const opsRegionRequestSchema = z.union([
  z.strictObject({ paused: z.boolean() }),
  z.strictObject({ drained: z.boolean() }),
]);

/** `known` tells whether there was anything to forget. */
export const opsInvalidationSchema = z.object({ key: z.string(), known: z.boolean() });

export const opsRegionsSchema = z.object({
  regions: z.array(regionHealthSchema.extend({ paused: z.boolean(), drained: z.boolean() })),
});
export type OpsRegions = z.infer<typeof opsRegionsSchema>;

/** What was asked for and has been done. */
export const opsRegionChangeSchema = z.object({
  region: z.string(),
  paused: z.boolean().optional(),
  drained: z.boolean().optional(),
});

/** The latest changes, newest first. `outcome` is null while a change is under way or when its end was not stored. */
export const opsAuditPageSchema = z.object({
  entries: z.array(
    z.object({
      actor: z.string(),
      action: z.string(),
      target: z.string(),
      details: z.record(z.string(), z.unknown()),
      at: z.iso.datetime(),
      outcome: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
});
export type OpsAuditPage = z.infer<typeof opsAuditPageSchema>;
