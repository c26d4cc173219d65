import { inParallel } from '@sets/clock';
import type { WebhookEventType } from '@sets/contract';
import { storageUnavailable } from '@sets/store-kit';
import {
  type Delivery,
  decodeDelivery,
  deliveryIdOf,
  deliveryPath,
  encodeDelivery,
  type OwnParts,
} from '../documents/delivery-document.ts';
import type { Endpoint } from '../documents/endpoint-document.ts';
import { SHARDS } from '../policy.ts';
import type { WebhooksContext } from '../webhooks-context.ts';
import { dispatchDelivery } from './dispatch-delivery.ts';

/** Something that happened to a job, for the eyes of one caller. */
export interface News {
  /** Id of the endpoint that it was submitted with. */
  readonly endpoint: string;
  readonly caller: string;
  readonly type: WebhookEventType;
  /** The id under which that caller knows the job. */
  readonly jobId: string;
  readonly links: { readonly self: string; readonly result: string | null };
  /** Milliseconds since the epoch. */
  readonly occurredAtMs: number;
  /** Whose queue carries it. */
  readonly region: string;
  /** W3C traceparent. */
  readonly trace: string | null;
  /** What names it for a day, where the job's id and the event do not: of what was known, each answer is news. */
  readonly once?: string | undefined;
  readonly own?: OwnParts;
}

const AT_ONCE = 10;

/**
 * Makes a delivery of each, with its task; once it resolves, none is lost any more. What is announced twice is one
 * delivery under one `webhook-id`. Endpoints that are gone or do not ask for it are passed over.
 *
 * @throws ProblemError `storage_unavailable`: announce all of it again
 */
export async function announce(context: WebhooksContext, news: readonly News[]): Promise<void> {
  await inParallel(news, AT_ONCE, async (one) => {
    const endpoint = await context.directory.find(one.endpoint);
    if (endpoint !== null && endpoint.caller === one.caller && endpoint.events.includes(one.type)) {
      await makeNews(context, endpoint, one);
    }
  });
}

/** Whoever names a request as one of days ago means another. Bounded by the days that a delivery is kept. */
async function makeNews(context: WebhooksContext, endpoint: Endpoint, news: News): Promise<void> {
  const delivery = deliveryOf(context, endpoint, news);
  if ((await make(context, delivery)) || news.once === undefined) {
    return;
  }
  const { documents, policy } = context;
  const told = decodeDelivery(await documents.read(deliveryPath(delivery.id)));
  if (told !== null && documents.now() - told.created_at >= policy.onceForMs) {
    await makeNews(context, endpoint, { ...news, once: `${news.once}\n${told.id}` });
  }
}

/** Stores a new delivery and creates its task; one that stands already is left alone. Gives whether it was new. */
export async function make(context: WebhooksContext, delivery: Delivery): Promise<boolean> {
  const path = deliveryPath(delivery.id);
  const outcome = await context.documents.commit([{ kind: 'create', path, fields: encodeDelivery(delivery) }], {
    purpose: 'announce',
  });
  if (outcome.kind === 'unknown') {
    throw storageUnavailable(outcome.error);
  }
  // Refused: it stands, and whoever made it has its task on its mind, or the sweeper has.
  if (outcome.kind === 'applied') {
    await dispatchDelivery(context, delivery);
  }
  return outcome.kind === 'applied';
}

function deliveryOf(context: WebhooksContext, { id }: Endpoint, news: News): Delivery {
  const { type, jobId, once, occurredAtMs, links, own = null, caller, region, trace } = news;
  return newDelivery(context, {
    ...{ id: deliveryIdOf(once ?? jobId, type, id), endpoint: id, caller, type, region, trace },
    ...{ job_id: jobId, links, own, occurred_at: occurredAtMs },
  });
}

type NewDelivery = Pick<
  Delivery,
  'id' | 'endpoint' | 'caller' | 'type' | 'job_id' | 'links' | 'own' | 'region' | 'trace' | 'occurred_at'
>;

/** One that waits for its first task, due now. */
export function newDelivery({ documents, policy }: WebhooksContext, fields: NewDelivery): Delivery {
  const nowMs = documents.now();
  return {
    ...fields,
    ...{ status: 'pending', reason: null, tries: 0, round_tries: 0, waits: 0, attempts: [] },
    ...{ dispatch_no: 0, created_at: nowMs, next_at: null, ended_at: null },
    shard: fields.id.charCodeAt('msg_'.length) % SHARDS,
    wake_at: nowMs + policy.graceMs,
    wake_delay_ms: policy.graceMs,
    expires_at: nowMs + policy.keepMs,
  };
}
