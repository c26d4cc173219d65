import { z } from 'zod';
import { decimal } from '../decimal.ts';
import { webhookDeliveryIdSchema, webhookIdSchema } from '../webhook-ids.ts';
import {
  changeWebhookRequestSchema,
  createWebhookRequestSchema,
  madeWebhookSchema,
  rotateWebhookRequestSchema,
  type WebhookDeliveryView,
  type WebhookEndpointView,
  webhookDeliveriesSchema,
  webhookDeliverySchema,
  webhookEndpointSchema,
  webhookEndpointsSchema,
} from '../webhooks.ts';
import { JOB_ID } from './examples.ts';
import { defineRoutes } from './route.ts';

const MAX_BYTES = 16_384;
const ID = 'we_u3Vq0fXJm5cBzK9wT1yR2A';

const endpoint: WebhookEndpointView = {
  ...{ id: ID, url: 'https://app.example/hooks/sets', description: 'Production' },
  ...{ events: ['job.succeeded', 'job.failed', 'job.canceled'], payload: 'thin', status: 'enabled' },
  ...{ disabled_reason: null, disabled_at: null, failing_since: null, secret_expires_at: null },
  created_at: '2026-11-26T09:00:00.000Z',
};
const made = { secret: 'whsec_…', endpoint };

const delivery: WebhookDeliveryView = {
  ...{ id: 'msg_mB1n6cQyT4sKx8Lw0pZrVg', type: 'job.succeeded', job_id: JOB_ID, status: 'delivered', reason: null },
  tries: 1,
  attempts: [{ at: '2026-11-26T09:00:01.520Z', status: 204, error: null, duration_ms: 84 }],
  ...{ occurred_at: '2026-11-26T09:00:01.480Z', next_at: null, ended_at: '2026-11-26T09:00:01.604Z' },
};

const params = z.object({ id: webhookIdSchema });
const deliveryParams = params.extend({ delivery: webhookDeliveryIdSchema });
const ofEndpoint = { tag: 'webhooks', right: 'caller', params, malformedParams: 'webhook_not_found' } as const;

/** Each caller's own endpoints; another's are unknown to it. */
export const webhookRoutes = defineRoutes({
  createWebhook: {
    method: 'POST',
    path: '/v1/webhooks',
    tag: 'webhooks',
    summary: 'Make an endpoint to which events are sent',
    description:
      'Name it as `webhook` when you submit. Events are signed as Standard Webhooks has it, tried over three days, and come at least once, in no order: act once on each `webhook-id`. Only for callers with a name of their own.',
    right: 'caller',
    body: {
      schema: createWebhookRequestSchema,
      maxBytes: MAX_BYTES,
      example: { url: endpoint.url, description: endpoint.description },
    },
    responses: {
      201: {
        description: 'The endpoint, with its secret, which is shown this once.',
        headers: ['Location'],
        schema: madeWebhookSchema,
        example: made,
      },
    },
    problems: ['forbidden', 'forbidden_address', 'invalid_url', 'too_many_webhooks', 'storage_unavailable'],
  },

  listWebhooks: {
    method: 'GET',
    path: '/v1/webhooks',
    tag: 'webhooks',
    summary: 'Your endpoints, newest first',
    right: 'caller',
    responses: {
      200: { description: 'All of them.', schema: webhookEndpointsSchema, example: { endpoints: [endpoint] } },
    },
    problems: ['forbidden', 'storage_unavailable'],
  },

  getWebhook: {
    ...ofEndpoint,
    method: 'GET',
    path: '/v1/webhooks/{id}',
    summary: 'Read an endpoint, and whether it fails',
    responses: { 200: { description: 'The endpoint.', schema: webhookEndpointSchema, example: endpoint } },
    problems: ['webhook_not_found', 'storage_unavailable'],
  },

  changeWebhook: {
    ...ofEndpoint,
    method: 'PATCH',
    path: '/v1/webhooks/{id}',
    summary: 'Change an endpoint, or disable and enable it',
    description: 'Instances go by the change within seconds. What is on its way goes to the new address.',
    body: { schema: changeWebhookRequestSchema, maxBytes: MAX_BYTES, example: { enabled: true } },
    responses: { 200: { description: 'As it is now.', schema: webhookEndpointSchema, example: endpoint } },
    problems: ['webhook_not_found', 'forbidden_address', 'invalid_url', 'storage_unavailable'],
  },

  deleteWebhook: {
    ...ofEndpoint,
    method: 'DELETE',
    path: '/v1/webhooks/{id}',
    summary: 'Delete an endpoint with its secrets and its log',
    responses: { 204: { description: 'Nothing is sent to it any more.' } },
    problems: ['webhook_not_found', 'storage_unavailable'],
  },

  rotateWebhook: {
    ...ofEndpoint,
    method: 'POST',
    path: '/v1/webhooks/{id}/rotate',
    summary: 'Make the next secret; both sign for a while',
    body: { schema: rotateWebhookRequestSchema, maxBytes: MAX_BYTES, example: { overlap_hours: 24 } },
    responses: {
      201: {
        description: 'The new secret, which is shown this once.',
        schema: madeWebhookSchema,
        example: { ...made, endpoint: { ...endpoint, secret_expires_at: '2026-11-27T09:00:00.000Z' } },
      },
    },
    problems: ['webhook_not_found', 'storage_unavailable'],
  },

  testWebhook: {
    ...ofEndpoint,
    method: 'POST',
    path: '/v1/webhooks/{id}/test',
    summary: 'Send a `webhook.test` event',
    responses: {
      202: {
        description: 'It is on its way; its delivery shows what became of it.',
        schema: webhookDeliverySchema,
        example: { ...delivery, type: 'webhook.test', job_id: null, status: 'pending', tries: 0, attempts: [] },
      },
    },
    problems: ['webhook_not_found', 'webhook_disabled', 'storage_unavailable'],
  },

  listDeliveries: {
    ...ofEndpoint,
    method: 'GET',
    path: '/v1/webhooks/{id}/deliveries',
    summary: 'What was sent to an endpoint in the last days, newest first',
    query: z.strictObject({
      limit: decimal({ min: 1, max: 100 }).default(50).describe('Deliveries on a page, at most.'),
      cursor: z.string().max(200).optional().describe('`next` of the page before.'),
    }),
    responses: {
      200: {
        description: 'One page.',
        schema: webhookDeliveriesSchema,
        example: { deliveries: [delivery], next: null },
      },
    },
    problems: ['webhook_not_found', 'storage_unavailable'],
  },

  getDelivery: {
    ...ofEndpoint,
    method: 'GET',
    path: '/v1/webhooks/{id}/deliveries/{delivery}',
    summary: 'What became of one event, by its `webhook-id`',
    params: deliveryParams,
    responses: { 200: { description: 'As it is now.', schema: webhookDeliverySchema, example: delivery } },
    problems: ['webhook_not_found', 'delivery_not_found', 'storage_unavailable'],
  },

  redeliverWebhook: {
    ...ofEndpoint,
    method: 'POST',
    path: '/v1/webhooks/{id}/deliveries/{delivery}/redeliver',
    summary: 'Send an event again, now, under the same `webhook-id`',
    params: deliveryParams,
    responses: {
      202: {
        description: 'It is on its way.',
        schema: webhookDeliverySchema,
        example: { ...delivery, status: 'pending' },
      },
    },
    problems: ['webhook_not_found', 'delivery_not_found', 'webhook_disabled', 'storage_unavailable'],
  },
});
