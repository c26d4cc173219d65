import { TASK_ROUTES, WEBHOOK_DISPATCH_DEADLINE_S, WEBHOOKS_QUEUE, type WebhookTask } from '@sets/contract';
import { type TaskRef, TaskRefusedError } from '@sets/store-kit';
import type { Delivery } from '../documents/delivery-document.ts';
import type { WebhooksContext } from '../webhooks-context.ts';

/** One task per dispatch: creating it twice is one task. */
export const taskOf = ({ id, dispatch_no, region }: Delivery): TaskRef => ({
  queue: WEBHOOKS_QUEUE,
  region,
  name: `${id}-${dispatch_no}`,
});

/**
 * Creates the delivery's task. A failure is logged, not thrown: the delivery is durable and its `wake_at` stands, so the
 * sweeper finds the task missing and creates it.
 */
export async function dispatchDelivery({ tasks, logger }: WebhooksContext, delivery: Delivery): Promise<void> {
  const { id, region, dispatch_no, trace, next_at, endpoint } = delivery;
  const payload: WebhookTask = { delivery_id: id, dispatch_no };
  try {
    await tasks.create({
      ...taskOf(delivery),
      path: TASK_ROUTES.webhook,
      payload,
      deliveryDeadlineS: WEBHOOK_DISPATCH_DEADLINE_S,
      trace,
      ...(next_at === null ? {} : { scheduleAtMs: next_at }),
    });
  } catch (error) {
    const about = { delivery_id: id, endpoint, region, error };
    if (error instanceof TaskRefusedError) {
      logger.error('Tasks of webhooks are refused until somebody mends it', { ...about, reason: error.reason });
    } else {
      logger.warn('The task of a webhook could not be created; the sweeper will', about);
    }
  }
}
