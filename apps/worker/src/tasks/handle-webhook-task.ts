import { ProblemError, type WebhookTask } from '@sets/contract';
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

const isStorageUnavailable = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'storage_unavailable';

/**
 * One try to tell a receiver. 200 whatever it says: the next try is a task of its own. Only a store that does not answer
 * gives the task back, since nothing would know of the try then. What nobody thought of is an error line: the same push
 * would only meet the same fault, and a sweep comes back to the delivery.
 */
export function handleWebhookTask({ store, logger, ...receivers }: WebhookTaskDeps): WorkerHandlers['webhook'] {
  const deps: DeliverDeps = {
    ...receivers,
    async readJob(id, caller) {
      const view = await store.views.read(id, caller);
      return view === null ? null : bodyOfView(view);
    },
  };

  async function deliverOnce(task: WebhookTask): Promise<string> {
    try {
      return await store.webhooks.deliver(deps, task);
    } catch (error) {
      if (isStorageUnavailable(error)) {
        throw error;
      }
      logger.error('A webhook task met what nobody expected', { error });
      return 'dropped';
    }
  }

  return async ({ body }) => {
    if (!body.ok) {
      logger.error('Malformed webhook task', { code: body.problem.code, faults: body.problem.errors });
      return { status: 200, body: { outcome: 'malformed' } };
    }
    const { delivery_id } = body.value;
    const outcome = await withLogContext({ delivery_id }, () => deliverOnce(body.value));
    return { status: 200, body: { outcome } };
  };
}
