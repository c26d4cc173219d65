import { z } from 'zod';
import { decimal } from './decimal.ts';
import { regionHealthSchema } from './health.ts';
import { jobSchema, jobStatusSchema, problemCodeSchema } from './job.ts';
import { KEPT_ATTEMPTS, opsAttemptSchema } from './job-attempt.ts';
import { platformSchema } from './post.ts';
import { findResultQuerySchema, resultKeySchema } from './stored-result.ts';

/** A word of ours, as an operator may write it: it is kept in the audit and shown again. */
const wordSchema = z.string().regex(/^[!-~]{1,200}$/, 'must be 1 to 200 printable ASCII characters without spaces');

/** A time that the store can hold. */
const timeSchema = z.iso.datetime().refine((text) => Date.parse(text) >= 0, 'must not be before 1970');

export const opsJobFilterSchema = z
  .strictObject({
    status: jobStatusSchema.optional(),
    code: problemCodeSchema.optional(),
    region: wordSchema.optional().describe('The region whose queue has or had the job.'),
    platform: platformSchema.optional(),
    content_id: wordSchema.optional(),
    url: z.string().max(2048).optional().describe('Stands for the post that it leads to, in any share form.'),
    created_from: timeSchema.optional().describe('Inclusive.'),
    created_before: timeSchema.optional().describe('Exclusive.'),
  })
  .meta({ id: 'OpsJobFilter', description: 'All given conditions hold together.' });
export type OpsJobFilter = z.infer<typeof opsJobFilterSchema>;

export const opsJobQuerySchema = opsJobFilterSchema.extend({
  id: z.string().max(64).optional().describe('One job alone.'),
  trace: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'must be 32 small hex digits')
    .optional()
    .describe('The jobs of one trace, whatever else is asked.'),
  request: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, 'must be an id as `X-Request-Id` tells it')
    .optional()
    .describe(
      'The jobs that one request made or joined, by its `X-Request-Id`, whatever else is asked; of 32 small hex digits, those of that trace too.',
    ),
  dead: z
    .stringbool()
    .optional()
    .describe('Ended without a result for a reason that is not the post’s, and not replayed since.'),
  limit: decimal({ min: 1, max: 200 }).default(50).describe('Jobs per page.'),
  cursor: z.string().max(200).optional().describe('`next` of the page before.'),
});
export type OpsJobQuery = z.infer<typeof opsJobQuerySchema>;

export const opsJobSchema = jobSchema
  .extend({
    region: z.string(),
    caller: z.string(),
    epoch: z.number().int().describe('Grows with each claim.'),
    dispatch_no: z.number().int().describe('Grows with each task made for the job.'),
    dead: z.boolean(),
    owner: z.string().nullable().describe('The worker that holds the job.'),
    wake_at: z.iso.datetime().nullable().describe('When the sweeper looks next; null when nothing is owed.'),
    replay_of: z.string().nullable(),
    replayed_by: z.string().nullable(),
    replayed_in: z.string().nullable().describe('The replay of many that did it.'),
    trace: z.string().nullable(),
    request_id: z.string().nullable().describe('The `X-Request-Id` of the request that made it.'),
    trace_url: z.string().nullable().describe('Where the trace is shown; null when that is not configured.'),
    spent_usd: z
      .number()
      .nonnegative()
      .describe('US dollars for all of it: models, scraper and staging, over all attempts.'),
    attempts: z
      .array(opsAttemptSchema)
      .describe(`The latest ${KEPT_ATTEMPTS}, oldest first, and the one that runs; none of before there were records.`),
  })
  .meta({ id: 'OpsJob', description: 'A job with what only operators may see.' });
export type OpsJob = z.infer<typeof opsJobSchema>;

export const opsJobPageSchema = z
  .object({ jobs: z.array(opsJobSchema), next: z.string().nullable().describe('Cursor of the next page.') })
  .meta({ id: 'OpsJobPage' });
export type OpsJobPage = z.infer<typeof opsJobPageSchema>;

/** For replaying and purging dead jobs. An empty filter is more likely a slip than a wish. */
export const opsBulkRequestSchema = z
  .strictObject({
    filter: opsJobFilterSchema.refine((filter) => Object.keys(filter).length > 0, 'at least one condition'),
    limit: z.number().int().min(1).max(500).default(100).describe('At most so many, newest first.'),
    preview: z.boolean().default(false).describe('Only count what the filter means.'),
  })
  .meta({ id: 'OpsBulkRequest' });

export const opsPreviewSchema = z.object({ count: z.number().int().nonnegative() }).meta({ id: 'OpsPreview' });

export const opsReplayOutcomeSchema = z
  .object({
    id: z.string(),
    outcome: z
      .enum(['new', 'joined', 'known', 'refused'])
      .describe('`known`: a result exists by now. `refused`: see `error`.'),
    job_id: z.string().nullable().describe('The job that answers in its place.'),
    error: z.string().nullable(),
  })
  .meta({ id: 'OpsReplayOutcome', description: 'What became of one dead job.' });
export type OpsReplayOutcome = z.infer<typeof opsReplayOutcomeSchema>;

export const opsReplaySchema = z
  .object({
    outcomes: z.array(opsReplayOutcomeSchema),
    replay_id: z
      .string()
      .describe('Goes on with the rest of what the filter meant now, see `/v1/ops/replays/{id}/run`.'),
  })
  .meta({ id: 'OpsReplay' });
export type OpsReplay = z.infer<typeof opsReplaySchema>;

export const opsPurgeSchema = z.object({ purged: z.number().int().nonnegative() }).meta({ id: 'OpsPurge' });

export const opsInvalidateRequestSchema = z
  .union([z.strictObject({ key: resultKeySchema }), findResultQuerySchema])
  .meta({ id: 'OpsInvalidateRequest' });

export const opsPostRequestSchema = z
  .union([
    findResultQuerySchema.pick({ url: true }).strict(),
    z.strictObject({ platform: platformSchema, content_id: wordSchema }),
  ])
  .meta({
    id: 'OpsPostRequest',
    description:
      'By a link, or as jobs and results name it: the link of a file leads nowhere, or to another file, once that is gone or changed.',
  });
export type OpsPostRequest = z.infer<typeof opsPostRequestSchema>;

const postFields = { platform: z.string(), content_id: z.string() };

export const opsTakeDownSchema = z
  .object({
    ...postFields,
    results: z.number().int().nonnegative().describe('Languages and profiles in which something was known.'),
    jobs: z.number().int().nonnegative().describe('Jobs that read it, with what callers had in them.'),
  })
  .meta({ id: 'OpsTakeDown', description: 'What was removed.' });

export const opsAllowedSchema = z.object(postFields).meta({ id: 'OpsAllowed' });

export const opsForgottenSchema = z
  .object({
    keys: z.number().int().nonnegative().describe('API keys, which open nothing any more, everywhere within 30 s.'),
    webhooks: z
      .number()
      .int()
      .nonnegative()
      .describe('Webhook endpoints with their secrets and logs; nothing is sent to them any more.'),
    jobs: z.number().int().nonnegative().describe('Jobs that lost what the caller gave; live ones have ended.'),
    memberships: z.number().int().nonnegative().describe('Jobs of others that it had joined.'),
    requests: z.number().int().nonnegative().describe('Answers that were kept for its Idempotency-Keys.'),
    done: z
      .boolean()
      .describe('Whether nothing was left. If not, the rest goes by itself, some hundreds of documents a minute.'),
    mark: z.string().describe('What stands for the caller on record from now on.'),
  })
  .meta({ id: 'OpsForgotten', description: 'What was removed at once.' });
export type OpsForgotten = z.infer<typeof opsForgottenSchema>;

const workerBound = (description: string) => z.number().int().min(0).max(1_000).nullable().describe(description);

export const opsRegionRequestSchema = z
  .union([
    z.strictObject({ paused: z.boolean() }),
    z.strictObject({ drained: z.boolean() }),
    z.strictObject({
      scale_floor: workerBound('At least so many workers are kept; null: the configured floor.'),
      scale_ceiling: workerBound('At most so many are asked for; null: the configured ceiling.'),
    }),
  ])
  .meta({ id: 'OpsRegionRequest' });

export const opsInvalidationSchema = z
  .object({ key: z.string(), known: z.boolean().describe('Whether there was anything to forget.') })
  .meta({ id: 'OpsInvalidation' });

export const opsRegionsSchema = z
  .object({
    regions: z.array(
      regionHealthSchema.extend({
        paused: z.boolean().describe('Its queue delivers nothing.'),
        drained: z.boolean().describe('It gets no new work, and what waits there moves on.'),
      }),
    ),
  })
  .meta({ id: 'OpsRegions' });
export type OpsRegions = z.infer<typeof opsRegionsSchema>;

export const opsRegionChangeSchema = z
  .object({
    region: z.string(),
    paused: z.boolean().optional(),
    drained: z.boolean().optional(),
    scale_floor: z.number().int().nullable().optional(),
    scale_ceiling: z.number().int().nullable().optional(),
  })
  .meta({ id: 'OpsRegionChange', description: 'What was asked for and has been done.' });

/** Changes that the audit shows, the latest first. */
export const AUDIT_ENTRIES = 200;

export const opsAuditPageSchema = z
  .object({
    entries: z.array(
      z.object({
        actor: z.string(),
        action: z.string(),
        target: z.string(),
        details: z.record(z.string(), z.unknown()),
        at: z.iso.datetime(),
        outcome: z
          .record(z.string(), z.unknown())
          .nullable()
          .describe('Null while a change is under way, or when its end could not be stored.'),
      }),
    ),
  })
  .meta({ id: 'OpsAuditPage', description: 'The latest changes, newest first.' });
export type OpsAuditPage = z.infer<typeof opsAuditPageSchema>;

/** What the service stands on, as it was found at `checked_at`: a look serves all who ask within a minute. */
export const opsUpstreamsSchema = z.object({
  checked_at: z.iso.datetime(),
  /** Whether the service could do its work with what answered. */
  works: z.boolean(),
  /** What an operator should know although it works, e.g. a model that is retired soon. */
  attention: z.array(z.string()),
  upstreams: z.array(
    z.object({
      kind: z.enum(['model', 'firestore', 'queue', 'scraper', 'redis', 'keys']),
      name: z.string(),
      /** `skipped`: not configured. */
      status: z.enum(['ok', 'failed', 'skipped']),
      /** Of a model: whether it lives at that location; null where the answer does not tell. */
      served: z.boolean().nullable(),
      latency_ms: z.number().nonnegative().nullable(),
      /** What was found, with quota or credits where they are told. */
      detail: z.string(),
      /** What does not work now; null while it is ok. */
      breaks: z.string().nullable(),
    }),
  ),
});
export type OpsUpstreams = z.infer<typeof opsUpstreamsSchema>;
