import { z } from 'zod';
import { jobSchema } from './job.ts';
import { webhookDeliveryIdSchema, webhookIdSchema } from './webhook-ids.ts';

/** What a receiver may be told of a job. */
export const WEBHOOK_EVENTS = ['job.preview', 'job.succeeded', 'job.failed', 'job.canceled'] as const;
export const webhookEventTypeSchema = z.enum(WEBHOOK_EVENTS).meta({
  id: 'WebhookEventType',
  description: 'May gain values. A job that ran out of time is `job.failed`.',
});
export type WebhookEventType = z.infer<typeof webhookEventTypeSchema>;

/** Those that tell of an end, each exactly one of which a job comes to. */
const ENDINGS = ['job.succeeded', 'job.failed', 'job.canceled'] as const satisfies readonly WebhookEventType[];

/** Sent when its owner asks for it, whatever the endpoint's filter. */
export const WEBHOOK_TEST = 'webhook.test';

const payloadSchema = z.enum(['thin', 'full']).meta({
  description:
    '`thin`: ids and links alone, and the job is read with `GET`. `full`: the whole job as its caller sees it when the event is sent.',
});

/** What became of an event, and when it was tried. */
export const webhookDeliverySchema = z
  .object({
    id: webhookDeliveryIdSchema,
    type: z.string().describe('`job.succeeded` and its like, or `webhook.test`.'),
    job_id: z.string().nullable().describe('The job that it tells of; null for a test.'),
    status: z
      .enum(['pending', 'delivered', 'failed', 'skipped'])
      .describe(
        '`pending`: it is tried, or tried again later. `failed`: given up. `skipped`: there was nobody to tell, or nothing any more. May gain values.',
      ),
    reason: z.string().nullable().describe('Why it is not delivered; null while there is no reason.'),
    tries: z.number().int().nonnegative().describe('Over all rounds.'),
    attempts: z
      .array(
        z.object({
          at: z.iso.datetime(),
          status: z.number().int().nullable().describe('What the receiver answered; null when it did not.'),
          error: z.string().nullable().describe('`timeout`, `connection`, `forbidden_address`; null for an answer.'),
          duration_ms: z.number().int().nonnegative(),
        }),
      )
      .describe('The latest, oldest first.'),
    occurred_at: z.iso.datetime().describe('When what it tells of happened.'),
    next_at: z.iso.datetime().nullable().describe('When it is tried next; null once it is not.'),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WebhookDelivery', description: 'An event on its way to an endpoint. Kept for a week.' });
export type WebhookDeliveryView = z.infer<typeof webhookDeliverySchema>;

export const webhookDeliveriesSchema = z
  .object({
    deliveries: z.array(webhookDeliverySchema),
    next: z.string().nullable().describe('Cursor of the next page; null on the last one.'),
  })
  .meta({ id: 'WebhookDeliveries' });

export const webhookEndpointSchema = z
  .object({
    id: webhookIdSchema,
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.string()).describe('What it is told of.'),
    payload: payloadSchema,
    status: z
      .enum(['enabled', 'disabled'])
      .describe('Nothing is sent to one that is disabled; its events stay in the log and can be sent again.'),
    disabled_reason: z
      .enum(['owner', 'gone', 'failing'])
      .nullable()
      .describe('`owner`: by its owner. `gone`: it answered 410. `failing`: for three days. May gain values.'),
    disabled_at: z.iso.datetime().nullable(),
    failing_since: z.iso.datetime().nullable().describe('The first failure since the last success; null: none.'),
    secret_expires_at: z.iso
      .datetime()
      .nullable()
      .describe('Until when the secret before the present one signs too; null when there is one secret.'),
    created_at: z.iso.datetime(),
  })
  .meta({
    id: 'WebhookEndpoint',
    description: 'Where events go; its secret is shown when it is made, and never again.',
  });
export type WebhookEndpointView = z.infer<typeof webhookEndpointSchema>;

export const webhookEndpointsSchema = z
  .object({ endpoints: z.array(webhookEndpointSchema) })
  .meta({ id: 'WebhookEndpoints' });

export const madeWebhookSchema = z
  .object({
    secret: z.string().describe('`whsec_` and base64, as libraries of Standard Webhooks take it. Shown this once.'),
    endpoint: webhookEndpointSchema,
  })
  .meta({ id: 'MadeWebhook' });

const urlSchema = z
  .string()
  .trim()
  .min(1)
  .max(2_048)
  .meta({
    description:
      'Where events are sent: https, port 443, a public address. Redirects are not followed. A query may hold a token of yours, since only you read it back.',
    examples: ['https://app.example/hooks/sets'],
  });
const eventsSchema = z
  .array(webhookEventTypeSchema)
  .min(1)
  .max(WEBHOOK_EVENTS.length)
  .refine((events) => new Set(events).size === events.length, 'each event once');
const descriptionSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

export const createWebhookRequestSchema = z
  .strictObject({
    url: urlSchema,
    events: eventsSchema.default([...ENDINGS]).describe('What to be told of; every end of a job unless given.'),
    payload: payloadSchema.default('thin'),
    description: descriptionSchema.optional(),
  })
  .meta({ id: 'CreateWebhookRequest' });
export type CreateWebhookRequest = z.infer<typeof createWebhookRequestSchema>;

export const changeWebhookRequestSchema = z
  .strictObject({
    url: urlSchema.optional(),
    events: eventsSchema.optional(),
    payload: payloadSchema.optional(),
    description: descriptionSchema.nullable().optional(),
    enabled: z.boolean().optional().describe('`true` also forgets what it has failed.'),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'at least one change')
  .meta({ id: 'ChangeWebhookRequest' });
export type ChangeWebhookRequest = z.infer<typeof changeWebhookRequestSchema>;

export const rotateWebhookRequestSchema = z
  .strictObject({
    overlap_hours: z.number().min(0).max(720).describe('How long both secrets sign every event.'),
  })
  .meta({ id: 'RotateWebhookRequest' });

const thinDataSchema = z
  .object({
    id: z.string().describe('The id under which this caller knows the job.'),
    links: z.object({
      self: z.string().describe('Where the job is read.'),
      result: z.string().nullable().describe('Where its result is read by anybody; null without one.'),
    }),
  })
  .meta({ id: 'WebhookJobLink', description: 'Which job it is; read it for the rest.' });

/** What is sent of a job. */
export const webhookEventSchema = z
  .object({
    type: webhookEventTypeSchema,
    timestamp: z.iso.datetime().describe('When it happened; `webhook-timestamp` is when this try was made.'),
    data: z.union([jobSchema, thinDataSchema]),
  })
  .meta({ id: 'WebhookEvent', description: 'Additional members may appear at any time.' });
export type WebhookEvent = z.infer<typeof webhookEventSchema>;

/** Headers of Standard Webhooks (https://www.standardwebhooks.com), which any of its libraries checks. */
export const webhookHeadersSchema = z.object({
  'webhook-id': webhookDeliveryIdSchema.describe('Names the event over all its tries: act once on each.'),
  'webhook-timestamp': z.string().describe('Unix seconds of this try; refuse what is older than five minutes.'),
  'webhook-signature': z
    .string()
    .describe(
      '`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; two of them, with a blank, during a rotation.',
    ),
});

/** What Cloud Tasks pushes for one try of a delivery. */
export const webhookTaskSchema = z
  .object({
    delivery_id: webhookDeliveryIdSchema,
    dispatch_no: z.number().int().nonnegative().describe('A task of an earlier dispatch has nothing to do.'),
  })
  .meta({ id: 'WebhookTask' });
export type WebhookTask = z.infer<typeof webhookTaskSchema>;

export const webhookAnswerSchema = z.object({ outcome: z.string() }).meta({ id: 'WebhookAnswer' });
