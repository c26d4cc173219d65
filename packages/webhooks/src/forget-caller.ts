import { DELIVERIES } from './documents/delivery-document.ts';
import { ENDPOINTS } from './documents/endpoint-document.ts';
import type { WebhooksContext } from './webhooks-context.ts';

const PAGE = 200;

export interface ForgottenWebhooks {
  readonly endpoints: number;
  readonly deliveries: number;
}

/**
 * Removes a caller's endpoints, so that nothing is sent any more, and then what was sent. Again after a failure it goes
 * on where it stopped.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function forgetCaller(context: WebhooksContext, caller: string): Promise<ForgottenWebhooks> {
  return {
    endpoints: await removeAll(context, ENDPOINTS, caller),
    deliveries: await removeAll(context, DELIVERIES, caller),
  };
}

/** Page by page, since each page is gone when the next one is asked for. */
async function removeAll({ documents, directory }: WebhooksContext, collection: string, caller: string) {
  for (let removed = 0; ; ) {
    const found = await documents.find({ collection, where: [['caller', '==', caller]], limit: PAGE });
    await documents.deleteAll(found.documents.map(({ path }) => ({ path })));
    for (const { id } of found.documents) {
      directory.forget(id);
    }
    removed += found.documents.length;
    if (found.documents.length < PAGE) {
      return removed;
    }
  }
}
