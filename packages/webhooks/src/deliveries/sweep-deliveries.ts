import { asRead, isStorageUnavailable, lookAfterDue, type Reading, TaskRefusedError } from '@sets/store-kit';
import {
  applyDeliveryPatch,
  DELIVERIES,
  type Delivery,
  type DeliveryPatch,
  decodeDelivery,
  encodeDeliveryPatch,
} from '../documents/delivery-document.ts';
import { SHARDS } from '../policy.ts';
import type { WebhooksContext } from '../webhooks-context.ts';
import { dispatchedAt } from './decide-after-try.ts';
import { dispatchDelivery, taskOf } from './dispatch-delivery.ts';

export interface SweepInput {
  /** Deliveries looked at, at most; shared evenly by the shards. */
  readonly limit: number;
  /** Where a delivery queued in a region belongs now. */
  readonly chooseRegion?: (region: string) => string;
}

export interface DeliverySweep {
  readonly examined: number;
  /** Tasks that were missing, or moved to another region. */
  readonly redispatched: number;
}

/**
 * Looks after every delivery whose `wake_at` has passed: its task should have come by then. Safe to run anywhere, any
 * number of times at once.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function sweepDeliveries(context: WebhooksContext, input: SweepInput): Promise<DeliverySweep> {
  const chooseRegion = input.chooseRegion ?? ((region: string) => region);
  const { limit } = input;
  const due = { collection: DELIVERIES, shards: SHARDS, limit };
  const made = await lookAfterDue(context.documents, due, (reading) => lookAfter(context, reading, chooseRegion));
  return { examined: made.length, redispatched: made.filter((one) => one).length };
}

/** Whether it has a new task. */
async function lookAfter(
  context: WebhooksContext,
  reading: Reading,
  chooseRegion: (region: string) => string,
): Promise<boolean> {
  const { logger, policy } = context;
  try {
    const delivery = decodeDelivery(reading);
    if (delivery === null) {
      return false;
    }
    const region = chooseRegion(delivery.region);
    const nowMs = reading.readAtMs;
    if (region === delivery.region && (await waits(context, delivery))) {
      const delayMs = Math.min(policy.maxPostponeMs, delivery.wake_delay_ms * 2);
      await commit(context, reading, { wake_at: nowMs + delayMs, wake_delay_ms: delayMs });
      return false;
    }
    const due = Math.max(nowMs, delivery.next_at ?? nowMs);
    const patch = { ...dispatchedAt(delivery, due, { policy }), region };
    if (!(await commit(context, reading, patch))) {
      return false;
    }
    await dispatchDelivery(context, applyDeliveryPatch(delivery, patch));
    return true;
  } catch (error) {
    logger.warn('A webhook delivery could not be swept', { delivery_id: reading.id, error });
    // What nobody can look after now must not stand before all others.
    await commit(context, reading, { wake_at: reading.readAtMs + policy.maxPostponeMs }).catch(() => {});
    return false;
  }
}

/** Whoever may not look at tasks takes the delivery's for lost: a task too many finds itself overtaken. */
async function waits({ tasks }: WebhooksContext, delivery: Delivery): Promise<boolean> {
  try {
    return (await tasks.find(taskOf(delivery))) !== null;
  } catch (error) {
    if (isStorageUnavailable(error) || !(error instanceof TaskRefusedError)) {
      throw error;
    }
    return false;
  }
}

/** Whether it was applied; if not, somebody was first. */
async function commit({ documents }: WebhooksContext, reading: Reading, patch: DeliveryPatch): Promise<boolean> {
  const outcome = await documents.commit([{ kind: 'update', ...asRead(reading), fields: encodeDeliveryPatch(patch) }], {
    purpose: 'sweep_webhooks',
  });
  return outcome.kind === 'applied';
}
