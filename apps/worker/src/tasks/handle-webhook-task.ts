import { bodyOfView, type JobViews } from '@sets/jobs';
import { type Logger, withLogContext } from '@sets/service-kit';
import type { DeliverDeps, Webhooks } from '@sets/webhooks';
import type { WorkerHandlers } from '../app.ts';

/** How receivers are reached. */
export type ReceiverParts = Omit<DeliverDeps, 'readJob'>;

export interface WebhookTaskDeps extends ReceiverParts {
  readonly store: { readonly webhooks: Pick<Webhooks, 'deliver'>; readonly views: Pick<JobViews, 'read'> };
  readonly logger: Logger;
}

/**
 * One try to tell a receiver. 200 whatever it says: the next try is a task of its own. Only a store that does not answer
 * gives the task back, since nothing would know of the try then.
 */
export function handleWebhookTask({ store, logger, ...receivers }: WebhookTaskDeps): WorkerHandlers['webhook'] {
  const deps: DeliverDeps = {
    ...receivers,
    async readJob(id, caller) {
      const view = await store.views.read(id, caller);
      return view === null ? null : bodyOfView(view);
    },
  };
  return async ({ body }) => {
    if (!body.ok) {
      logger.error('Malformed webhook task', { code: body.problem.code, faults: body.problem.errors });
      return { status: 200, body: { outcome: 'malformed' } };
    }
    const { delivery_id } = body.value;
    const outcome = await withLogContext({ delivery_id }, () => store.webhooks.deliver(deps, body.value));
    return { status: 200, body: { outcome } };
  };
}
