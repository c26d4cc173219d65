import { z } from 'zod';
import { LANGUAGES } from './languages.ts';
import { sourceSchema } from './post.ts';
import { PROBLEM_CODES } from './problems.ts';
import { webhookIdSchema } from './webhook-ids.ts';

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'canceled', 'expired'] as const;
export const TERMINAL_STATUSES = ['succeeded', 'failed', 'canceled', 'expired'] as const;
export const JOB_STAGES = ['resolving', 'fetching', 'extracting', 'validating'] as const;

export const jobStatusSchema = z.enum(JOB_STATUSES).meta({
  id: 'JobStatus',
  description: 'May gain values: branch on `done`.',
});
export type JobStatus = z.infer<typeof jobStatusSchema>;
export const jobStageSchema = z.enum(JOB_STAGES).meta({ id: 'JobStage', description: 'What a running job is at.' });
export type JobStage = z.infer<typeof jobStageSchema>;

export const isTerminal = (status: JobStatus): boolean => (TERMINAL_STATUSES as readonly string[]).includes(status);

export const servedFromSchema = z.enum(['cache', 'stale', 'joined', 'new']);
export type ServedFrom = z.infer<typeof servedFromSchema>;

export const problemCodeSchema = z
  .enum(PROBLEM_CODES)
  .meta({ id: 'ProblemCode', description: 'A problem of the catalogue. May gain values.' });

export const jobErrorSchema = z
  .object({
    code: problemCodeSchema,
    message: z.string().describe('For people; branch on `code`.'),
    retryable: z.boolean().describe('Whether the same submit may succeed later.'),
    retry_after_s: z.number().nonnegative().optional().describe('Seconds after which that is worth while.'),
  })
  .meta({ id: 'JobError', description: 'Why a job ended without a result, or what its last attempt met.' });
export type JobError = z.infer<typeof jobErrorSchema>;

export const warningSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    path: z.string().optional().describe('Where in the result, e.g. `exercises[0].sets[1].reps`.'),
  })
  .meta({ id: 'Warning', description: 'What a reader of the result should know of it.' });
export type Warning = z.infer<typeof warningSchema>;

export const usageSchema = z
  .object({
    model: z.string().nullable().describe('The model whose answer was used.'),
    region: z
      .string()
      .nullable()
      .describe('The model location whose endpoint gave that answer, e.g. `eu` or `global`; not one of our regions.'),
    input_tokens: z.number().int().nonnegative(),
    output_tokens: z.number().int().nonnegative(),
    model_calls: z.number().int().nonnegative(),
    cost_usd: z
      .number()
      .nonnegative()
      .nullable()
      .describe('US dollars; null when a model without a known price took part.'),
  })
  .meta({ id: 'Usage', description: 'What the models were asked for this job, over all its attempts.' });
export type Usage = z.infer<typeof usageSchema>;

export const timingsSchema = z
  .record(z.string(), z.number().nonnegative())
  .describe('Milliseconds spent per step, e.g. `queued`, `metadata`, `download`, `text_model`, `model`, `total`.');
export type Timings = z.infer<typeof timingsSchema>;

/** Seconds that an answer is held at most for `Prefer: wait=n`. */
export const MAX_WAIT_S = 45;

/** What a job found. Its shape is the profile's; the OpenAPI document puts the profiles' schemas in its place. */
export const resultPayloadSchema = z
  .record(z.string(), z.unknown())
  .meta({ id: 'Result', description: 'Shaped by the profile that was asked for.' });

export const queuePositionSchema = z
  .object({
    ahead: z.number().int().nonnegative().nullable().describe('Jobs that wait before this one; null when unknown.'),
    eta_ms: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe('Milliseconds until its turn at the pace of the last minute; null when unknown.'),
  })
  .meta({ id: 'QueuePosition', description: 'An estimate, some seconds old.' });
export type QueuePosition = z.infer<typeof queuePositionSchema>;

/** The body of every answer about a job. Clients branch on `done`; `status` may gain values. */
export const jobSchema = z
  .object({
    id: z.string().describe('Opens what this caller may see of the job; keep it as you keep a password.'),
    status: jobStatusSchema,
    done: z.boolean().describe('Whether the job has ended, however it ended.'),
    stage: jobStageSchema.nullable(),
    progress: z.number().min(0).max(1).describe('0 to 1.'),
    profile: z.string().describe('What was looked for.'),
    language: z.string().nullable().describe('The language that was asked for; null for the one of the post.'),
    preview: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What is known before the job has ended; the result may differ.'),
    attempt: z.number().int().positive(),
    queue: queuePositionSchema.nullable().describe('Where it waits; null once it does not.'),
    poll_after_ms: z.number().int().nonnegative().describe('Milliseconds to wait before asking again; 0 when done.'),
    served_from: servedFromSchema.describe('What answered: a stored result, a running job, or a new one.'),
    source: sourceSchema,
    result: resultPayloadSchema.nullable().describe('Null until the job has succeeded.'),
    warnings: z.array(warningSchema),
    error: jobErrorSchema.nullable(),
    usage: usageSchema.nullable(),
    timings_ms: timingsSchema,
    metadata: z
      .record(z.string(), z.string())
      .nullable()
      .describe(
        'As this caller submitted it; null when read again by the id of a result that was known, which keeps none.',
      ),
    links: z.object({
      self: z.string().describe('Where this job is read.'),
      events: z.string().describe('Where its changes are streamed.'),
      cancel: z.string().nullable().describe('Where it is canceled; null once it has ended.'),
      result: z.string().nullable().describe('Where its result is read by anybody; null without one.'),
    }),
    deadline_at: z.iso
      .datetime()
      .nullable()
      .describe("When it ends at the latest by this caller's wish; null without one."),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;

/** Seconds after which a stream ends, its job or not; a client connects again and misses nothing. */
export const MAX_STREAM_S = 120;

/** One event of a job's stream, as clients parse it. */
export const jobEventSchema = z
  .object({
    id: z.string().describe('When this state was stored; grows. Sent back as `Last-Event-ID` after a break.'),
    event: z.literal('job'),
    data: jobSchema.describe('The whole job, as `GET /v1/jobs/{id}` answers it, in JSON on one line.'),
  })
  .meta({ id: 'JobEvent', description: 'States between may be skipped; the last one is always sent.' });

/** How event ids look: seconds and nanoseconds. What a client sends otherwise names no state. */
export const JOB_EVENT_ID = /^\d{1,12}\.\d{1,9}$/;

/** Whether the state with this event id was stored after the other's. */
export function isLaterEvent(id: string, than: string): boolean {
  const [seconds = Number.NaN, nanoseconds = Number.NaN] = id.split('.').map(Number);
  const [otherSeconds = Number.NaN, otherNanoseconds = Number.NaN] = than.split('.').map(Number);
  return seconds === otherSeconds ? nanoseconds > otherNanoseconds : seconds > otherSeconds;
}

/** Firestore keeps names like `__x__` to itself. */
const JOB_ID = /^(?!__.*__$)[A-Za-z0-9_-]{16,64}$/;

/** Whether a job can have this id; whatever looks different names no job. */
export const isJobId = (text: string): boolean => JOB_ID.test(text);

/** A job's id as it may stand in an address. */
export const jobIdSchema = z
  .string()
  .regex(JOB_ID)
  .meta({ description: 'The id of a job.', examples: ['u3Vq0fXJm5cBzK9wT1yR2A'] });

/** Text that a caller wrote and that is stored: half a surrogate pair has no UTF-8, so no store takes it. */
const callersText = () => z.string().refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

/** Which result is asked for, by a link to its post. */
export const resultQueryShape = {
  url: callersText()
    .trim()
    .min(1)
    .max(8192)
    .meta({
      description:
        'A link to a post, in any form that the platforms share, or to a video file; or the text of a share sheet around one. The first link that is a post counts.',
      examples: ['https://www.tiktok.com/@mara.moves/video/7561402938475610311'],
    }),
  language: callersText()
    .trim()
    .min(1)
    .max(64)
    .optional()
    .meta({
      description: `BCP 47 tag or English name of the language of the result, one of ${LANGUAGES.join(', ')}, which regional variants collapse to; the post's own language unless given. Names of exercises, titles, descriptions, instructions, equipment, muscle groups and tags are written in it; values of enumerations are English in every language, and creators, quoted words and named workouts stay as the post has them.`,
      examples: ['es', 'Brazilian Portuguese'],
    }),
  profile: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/)
    .optional()
    .meta({ description: 'What to look for; a workout unless given.', examples: ['workout'] }),
};

/** Seconds that a job may take at most, however long its queue is paused. */
export const MAX_DEADLINE_S = 21_600;
const deadlineSchema = z.int().min(1).max(MAX_DEADLINE_S);

export const submitJobRequestSchema = z
  .strictObject({
    ...resultQueryShape,
    force_refresh: z.boolean().optional().describe('Extract again although a stored result exists.'),
    deadline_s: deadlineSchema
      .optional()
      .describe(
        'Seconds after which no result is wanted any more: the job ends then, unless others wait for it longer.',
      ),
    webhook: webhookIdSchema
      .optional()
      .describe('One of your webhook endpoints, which is told what becomes of this job.'),
    metadata: z
      .record(
        callersText()
          .min(1)
          .max(64)
          .regex(/^(?!__.*__$)/s, 'must not be of the form __name__'),
        callersText().max(512),
      )
      .refine((value) => Object.keys(value).length <= 16, 'at most 16 entries')
      .optional()
      .describe('Given back unchanged with the job. At most 16 entries.'),
  })
  .meta({ id: 'SubmitJobRequest' });
export type SubmitJobRequest = z.infer<typeof submitJobRequestSchema>;

/** Links in one batch. */
export const MAX_BATCH = 50;

export const submitJobsRequestSchema = z
  .strictObject({ jobs: z.array(submitJobRequestSchema).min(1).max(MAX_BATCH) })
  .meta({ id: 'SubmitJobsRequest' });
export type SubmitJobsRequest = z.infer<typeof submitJobsRequestSchema>;

export const batchItemSchema = z
  .object({
    job: jobSchema.nullable().describe('The job, as a submit of its own would answer it.'),
    problem: jobErrorSchema.nullable().describe('Why this item was refused; null where there is a job.'),
  })
  .meta({ id: 'BatchItem' });
export type BatchItem = z.infer<typeof batchItemSchema>;

export const jobListSchema = z
  .object({
    jobs: z.array(jobSchema),
    next: z.string().nullable().describe('Cursor of the next page; null on the last one.'),
  })
  .meta({ id: 'JobList' });
