import { ProblemError, WEBHOOK_TEST } from '@sets/contract';
import {
  asRead,
  decodeCursor,
  encodeCursor,
  inRounds,
  pageOrder,
  type Reading,
  storedTime,
  toCursor,
} from '@sets/store-kit';
import { z } from 'zod';
import {
  applyDeliveryPatch,
  DELIVERIES,
  type Delivery,
  decodeDelivery,
  deliveryDocumentSchema,
  deliveryPath,
  encodeDeliveryPatch,
  newDeliveryId,
} from '../documents/delivery-document.ts';
import type { WebhookEndpoints } from '../endpoints/manage-endpoints.ts';
import type { WebhooksContext } from '../webhooks-context.ts';
import { make, newDelivery } from './announce.ts';
import { redelivered } from './decide-after-try.ts';
import { dispatchDelivery } from './dispatch-delivery.ts';

export interface DeliveryPageRequest {
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  /** Null on the last page. */
  readonly next: string | null;
}

/**
 * What callers see and do of what is sent to their endpoints. Each throws ProblemError `webhook_not_found`, also for
 * another's endpoint, and `storage_unavailable`.
 */
export interface WebhookDeliveries {
  /**
   * Newest first.
   *
   * @throws ProblemError `invalid_request` for what is no cursor of ours
   */
  list(caller: string, endpoint: string, page: DeliveryPageRequest): Promise<DeliveryPage>;
  /** @throws ProblemError `delivery_not_found` */
  get(caller: string, endpoint: string, id: string): Promise<Delivery>;
  /** @throws ProblemError `webhook_disabled` */
  test(caller: string, endpoint: string, region: string): Promise<Delivery>;
  /**
   * Under the same `webhook-id`, now, and with all tries before it.
   *
   * @throws ProblemError `delivery_not_found`, `webhook_disabled`
   */
  redeliver(caller: string, endpoint: string, id: string): Promise<Delivery>;
}

const idSchema = z.string().max(64);

export function createWebhookDeliveries(context: WebhooksContext, endpoints: WebhookEndpoints): WebhookDeliveries {
  const { documents, policy } = context;

  async function enabled(caller: string, id: string): Promise<void> {
    if (!(await endpoints.get(caller, id)).enabled) {
      throw new ProblemError('webhook_disabled');
    }
  }

  async function read(endpoint: string, id: string): Promise<{ reading: Reading; delivery: Delivery }> {
    const reading = await documents.read(deliveryPath(id));
    const delivery = decodeDelivery(reading);
    if (delivery === null || delivery.endpoint !== endpoint) {
      throw new ProblemError('delivery_not_found');
    }
    return { reading, delivery };
  }

  return {
    async list(caller, endpoint, { limit, cursor }) {
      const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
      await endpoints.get(caller, endpoint);
      const found = await documents.find({
        collection: DELIVERIES,
        where: [['endpoint', '==', endpoint]],
        orderBy: pageOrder('created_at'),
        limit,
        ...(after === null ? {} : { startAfter: [storedTime(after.createdAtMs), after.id] }),
      });
      const last = found.documents.length < limit ? undefined : found.documents.at(-1);
      // From the last document, readable or not.
      const next = last === undefined ? null : toCursor(last, 'created_at');
      return { deliveries: found.documents.flatMap(readable), next: next === null ? null : encodeCursor(next) };
    },

    async get(caller, endpoint, id) {
      await endpoints.get(caller, endpoint);
      return (await read(endpoint, id)).delivery;
    },

    async test(caller, endpoint, region) {
      await enabled(caller, endpoint);
      const delivery = newDelivery(context, {
        ...{ id: newDeliveryId(), endpoint, caller, type: WEBHOOK_TEST, region, trace: null },
        ...{ job_id: null, links: null, own: null, occurred_at: documents.now() },
      });
      await make(context, delivery);
      return delivery;
    },

    async redeliver(caller, endpoint, id) {
      await enabled(caller, endpoint);
      return await inRounds(`redelivery of ${id}`, async () => {
        const { reading, delivery } = await read(endpoint, id);
        const patch = redelivered(delivery, { nowMs: documents.now(), policy });
        const outcome = await documents.commit(
          [{ kind: 'update', ...asRead(reading), fields: encodeDeliveryPatch(patch) }],
          { purpose: 'redeliver' },
        );
        if (outcome.kind !== 'applied') {
          return undefined;
        }
        const after = applyDeliveryPatch(delivery, patch);
        await dispatchDelivery(context, after);
        return after;
      });
    },
  };
}

/** One that a later release wrote must not hide the others. */
function readable({ fields, id }: Reading): Delivery[] {
  const parsed = deliveryDocumentSchema.safeParse(fields);
  return parsed.success ? [{ ...parsed.data, id }] : [];
}
