import type { z } from 'zod';
import type { Job } from '../job.ts';
import { canceledJob, finishedJob, privatePost, queuedJob } from '../routes/examples.ts';
import { WEBHOOK_EVENTS, type WebhookEventType, webhookEventSchema, webhookHeadersSchema } from '../webhooks.ts';
import { asJson, type JsonObject } from './json.ts';

const nameOf = { event: 'webhook event', header: (name: string) => `webhook header ${name}` };

/** What is sent to receivers, by names that no route has. */
export const webhookSchemas: Readonly<Record<string, z.ZodType>> = {
  [nameOf.event]: webhookEventSchema,
  ...Object.fromEntries(
    Object.entries(webhookHeadersSchema.shape).map(([name, schema]) => [nameOf.header(name), schema]),
  ),
};

const SUMMARIES: Readonly<Record<WebhookEventType, string>> = {
  'job.preview': 'A first reading of the post is there, while the job goes on; not sent once it has ended',
  'job.succeeded': 'The job has its result',
  'job.failed': 'The job ended without a result; `error` says why',
  'job.canceled': 'The job was canceled, or its caller left it',
};

const JOBS: Readonly<Record<WebhookEventType, Job>> = {
  'job.preview': { ...queuedJob, status: 'running', stage: 'extracting', queue: null, preview: finishedJob.result },
  'job.succeeded': finishedJob,
  'job.failed': { ...canceledJob, status: 'failed', error: privatePost },
  'job.canceled': canceledJob,
};

/** The `webhooks` of the document: one request of ours for each event, from the converted `webhookSchemas`. */
export const toWebhooks = (schemas: JsonObject): JsonObject =>
  Object.fromEntries(WEBHOOK_EVENTS.map((type) => [type, { post: toDelivery(type, schemas) }]));

const toDelivery = (type: WebhookEventType, schemas: JsonObject): JsonObject => ({
  operationId: `on ${type}`.replace(/[ .](\w)/g, (_match, letter: string) => letter.toUpperCase()),
  tags: ['webhooks'],
  summary: SUMMARIES[type],
  description:
    'Signed by Standard Webhooks. Answer 2xx within 10 s; everything else, a redirect too, is tried again over three days, and 410 disables the endpoint.',
  security: [],
  parameters: Object.keys(webhookHeadersSchema.shape).map((name) => toHeader(name, schemas)),
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: schemas[nameOf.event] ?? {},
        examples: asJson({
          thin: { value: { ...eventOf(type), data: { id: JOBS[type].id, links: thinLinksOf(type) } } },
          full: { value: { ...eventOf(type), data: JOBS[type] } },
        }),
      },
    },
  },
  responses: { '2XX': { description: 'Taken. The body does not matter and is not kept.' } },
});

function toHeader(name: string, schemas: JsonObject): JsonObject {
  const { description, ...schema } = schemas[nameOf.header(name)] as JsonObject;
  return { name, in: 'header', required: true, ...(description === undefined ? {} : { description }), schema };
}

const eventOf = (type: WebhookEventType) => ({ type, timestamp: '2026-11-23T09:00:01.480Z' });

const thinLinksOf = (type: WebhookEventType) => ({ self: JOBS[type].links.self, result: JOBS[type].links.result });
