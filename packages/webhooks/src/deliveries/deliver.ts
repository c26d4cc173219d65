import type { WebhookTask } from '@sets/contract';
import { asRead, MalformedDocumentError, type Reading, storageUnavailable } from '@sets/store-kit';
import {
  type Attempt,
  applyDeliveryPatch,
  type Delivery,
  type DeliveryPatch,
  decodeDelivery,
  deliveryPath,
  encodeDeliveryPatch,
} from '../documents/delivery-document.ts';
import { type Endpoint, secretsAt } from '../documents/endpoint-document.ts';
import { noteOutcome } from '../endpoints/note-outcome.ts';
import { signedHeaders } from '../signing/sign.ts';
import type { WebhooksContext } from '../webhooks-context.ts';
import { afterTry, afterWaiting, type Moment, skipped } from './decide-after-try.ts';
import { dispatchDelivery } from './dispatch-delivery.ts';
import { eventBody, type ReadJob } from './event-body.ts';
import type { Places } from './places.ts';
import { type SendDeps, sendEvent } from './send-event.ts';

export interface DeliverDeps extends Pick<SendDeps, 'fetch' | 'allowHttp'> {
  readonly readJob: ReadJob;
  readonly places: Places;
}

/** `overtaken`: another task, or somebody's wish, has taken this one's place. */
export type DeliverOutcome = 'delivered' | 'pending' | 'failed' | 'skipped' | 'overtaken' | 'unknown' | 'malformed';

interface Seen {
  readonly delivery: Delivery;
  readonly reading: Reading;
}

/**
 * One try of a delivery. Whatever the receiver does, the delivery ends or has its next task when this resolves; a task
 * that comes twice may be tried twice, under the same `webhook-id`.
 *
 * @throws ProblemError `storage_unavailable`, so that the task comes again
 */
export async function deliver(context: WebhooksContext, deps: DeliverDeps, task: WebhookTask): Promise<DeliverOutcome> {
  const { documents, directory, logger, policy, random } = context;
  const reading = await documents.read(deliveryPath(task.delivery_id));
  let delivery: Delivery | null;
  try {
    delivery = decodeDelivery(reading);
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) {
      throw error;
    }
    logger.error('A webhook delivery cannot be read', { delivery_id: task.delivery_id, error });
    return 'malformed';
  }
  // Deleted with its endpoint, or by whoever forgets its caller.
  if (delivery === null) {
    return 'unknown';
  }
  if (delivery.status !== 'pending' || delivery.dispatch_no !== task.dispatch_no) {
    return 'overtaken';
  }
  const seen: Seen = { delivery, reading };
  const at = (): Moment => ({ nowMs: documents.now(), policy, random });
  const endpoint = await directory.find(delivery.endpoint);
  if (endpoint === null) {
    // Announced while its endpoint was deleted: it would stand in no log, and hold what was to go with that.
    await documents.deleteAll([asRead(reading)]);
    return 'unknown';
  }
  if (!endpoint.enabled) {
    return await conclude(context, seen, skipped('endpoint_disabled', at()));
  }
  const place = await deps.places.take({ endpoint: endpoint.id, host: hostOf(endpoint) });
  if (place === null) {
    return await conclude(context, seen, afterWaiting(delivery, at()));
  }
  let promptly = false;
  try {
    const body = await eventBody(delivery, endpoint, deps.readJob);
    if (body === null) {
      promptly = true;
      return await conclude(context, seen, skipped('overtaken', at()));
    }
    const attempt = await send(context, deps, { delivery, endpoint, body });
    promptly = attempt.status !== null && attempt.duration_ms < policy.promptMs;
    const outcome = await conclude(context, seen, afterTry(delivery, attempt, at()));
    await noteOutcome(context, endpoint, { delivery, attempt });
    return outcome;
  } finally {
    place.release(promptly);
  }
}

const hostOf = ({ url }: Endpoint): string => URL.parse(url)?.host ?? url;

interface Try {
  readonly delivery: Delivery;
  readonly endpoint: Endpoint;
  readonly body: string;
}

async function send(
  { documents, clock, policy }: WebhooksContext,
  { fetch, allowHttp }: DeliverDeps,
  { delivery: { id }, endpoint, body }: Try,
): Promise<Attempt> {
  const atMs = documents.now();
  const secrets = secretsAt(endpoint, atMs).map(({ value }) => value);
  const headers = signedHeaders({ id, atMs, body }, secrets);
  return { at: atMs, ...(await sendEvent({ fetch, clock, policy, allowHttp }, { url: endpoint.url, headers, body })) };
}

/** Stores what became of it, unless somebody else has, and creates the next task. */
async function conclude(
  context: WebhooksContext,
  { delivery, reading }: Seen,
  patch: DeliveryPatch,
): Promise<DeliverOutcome> {
  const outcome = await context.documents.commit(
    [{ kind: 'update', ...asRead(reading), fields: encodeDeliveryPatch(patch) }],
    { purpose: 'conclude_try' },
  );
  if (outcome.kind === 'unknown') {
    throw storageUnavailable(outcome.error);
  }
  if (outcome.kind === 'refused') {
    return 'overtaken';
  }
  const after = applyDeliveryPatch(delivery, patch);
  if (after.status === 'pending') {
    await dispatchDelivery(context, after);
  } else {
    await context.log.ended(after.endpoint);
  }
  return after.status;
}
