import { isoTime } from '@sets/clock';
import { ProblemError, type WebhookDeliveryView, type WebhookEndpointView } from '@sets/contract';
import type { Caller } from '@sets/service-kit';
import type { Delivery, Endpoint, WebhookDeliveries, WebhookEndpoints } from '@sets/webhooks';
import type { ApiHandlers } from '../http/api-handlers.ts';
import { isNamed } from '../jobs/is-named.ts';
import type { ReceiverUrl } from './receiver-url.ts';

export interface WebhookHandlersDeps {
  readonly store: {
    readonly webhooks: { readonly endpoints: WebhookEndpoints; readonly deliveries: WebhookDeliveries };
  };
  readonly receiverUrl: ReceiverUrl;
  /** The region whose workers send. */
  readonly home: string;
}

type EndpointRoutes =
  | 'createWebhook'
  | 'listWebhooks'
  | 'getWebhook'
  | 'changeWebhook'
  | 'deleteWebhook'
  | 'rotateWebhook';
type DeliveryRoutes = 'testWebhook' | 'listDeliveries' | 'getDelivery' | 'redeliverWebhook';

export const webhookHandlers = (deps: WebhookHandlersDeps): ApiHandlers<EndpointRoutes | DeliveryRoutes> => ({
  ...endpointHandlers(deps),
  ...deliveryHandlers(deps),
});

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** Its secrets are never among what is shown. */
const viewOf = ({ secrets, enabled, ...endpoint }: Endpoint): WebhookEndpointView => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  events: endpoint.events,
  payload: endpoint.payload,
  status: enabled ? 'enabled' : 'disabled',
  disabled_reason: endpoint.disabled_reason,
  disabled_at: isoOrNull(endpoint.disabled_at),
  failing_since: isoOrNull(endpoint.failing_since),
  secret_expires_at: isoOrNull(secrets[1]?.until ?? null),
  created_at: isoTime(endpoint.created_at),
});

const deliveryViewOf = (delivery: Delivery): WebhookDeliveryView => ({
  id: delivery.id,
  type: delivery.type,
  job_id: delivery.job_id,
  status: delivery.status,
  reason: delivery.reason,
  tries: delivery.tries,
  attempts: delivery.attempts.map(({ at, ...attempt }) => ({ at: isoTime(at), ...attempt })),
  occurred_at: isoTime(delivery.occurred_at),
  next_at: isoOrNull(delivery.status === 'pending' ? (delivery.next_at ?? delivery.created_at) : null),
  ended_at: isoOrNull(delivery.ended_at),
});

/** Behind a name that many share each would see, and change, the others' endpoints. */
function namedOnly(caller: Caller): string {
  if (!isNamed(caller)) {
    throw new ProblemError('forbidden', { detail: 'Only callers with a name of their own have webhook endpoints.' });
  }
  return caller.id;
}

function endpointHandlers({ store, receiverUrl }: WebhookHandlersDeps): ApiHandlers<EndpointRoutes> {
  const { endpoints } = store.webhooks;
  return {
    async createWebhook({ body, caller }) {
      const wish = { ...body, url: receiverUrl(body.url), description: body.description ?? null };
      const { endpoint, secret } = await endpoints.create(namedOnly(caller), wish);
      return {
        status: 201,
        headers: { Location: `/v1/webhooks/${endpoint.id}` },
        body: { secret, endpoint: viewOf(endpoint) },
      };
    },
    async listWebhooks({ caller }) {
      return { status: 200, body: { endpoints: (await endpoints.list(namedOnly(caller))).map(viewOf) } };
    },
    async getWebhook({ params, caller }) {
      return { status: 200, body: viewOf(await endpoints.get(caller.id, params.id)) };
    },
    async changeWebhook({ params, body, caller }) {
      const { url, events, payload, description, enabled } = body;
      const changed = await endpoints.change(caller.id, params.id, {
        ...(url === undefined ? {} : { url: receiverUrl(url) }),
        ...(events === undefined ? {} : { events }),
        ...(payload === undefined ? {} : { payload }),
        ...(description === undefined ? {} : { description }),
        ...(enabled === undefined ? {} : { enabled }),
      });
      return { status: 200, body: viewOf(changed) };
    },
    async deleteWebhook({ params, caller }) {
      await endpoints.delete(caller.id, params.id);
      return { status: 204 };
    },
    async rotateWebhook({ params, body, caller }) {
      const { endpoint, secret } = await endpoints.rotate(caller.id, params.id, body.overlap_hours);
      return { status: 201, body: { secret, endpoint: viewOf(endpoint) } };
    },
  };
}

function deliveryHandlers({ store, home }: WebhookHandlersDeps): ApiHandlers<DeliveryRoutes> {
  const { deliveries } = store.webhooks;
  return {
    async testWebhook({ params, caller }) {
      return { status: 202, body: deliveryViewOf(await deliveries.test(caller.id, params.id, home)) };
    },
    async listDeliveries({ params, query, caller }) {
      const page = await deliveries.list(caller.id, params.id, query);
      return { status: 200, body: { deliveries: page.deliveries.map(deliveryViewOf), next: page.next } };
    },
    async getDelivery({ params, caller }) {
      return { status: 200, body: deliveryViewOf(await deliveries.get(caller.id, params.id, params.delivery)) };
    },
    async redeliverWebhook({ params, caller }) {
      return { status: 202, body: deliveryViewOf(await deliveries.redeliver(caller.id, params.id, params.delivery)) };
    },
  };
}
