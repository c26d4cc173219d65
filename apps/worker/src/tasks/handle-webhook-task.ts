import { type Clock, orLate, type Underway } from '@sets/clock';
import { isProblem, type WebhookTask } from '@sets/contract';
import { bodyOfView, type JobViews } from '@sets/jobs';
import { type Logger, withLogContext } from '@sets/service-kit';
import type { DeliverDeps, Webhooks } from '@sets/webhooks';
import type { WorkerHandlers } from '../app.ts';

/** How receivers are reached. */
export interface ReceiverParts extends Omit<DeliverDeps, 'readJob'> {
  /** Tries that their tasks may not have waited for. */
  readonly tries: Underway;
}

export interface WebhookTaskDeps extends ReceiverParts {
  readonly store: { readonly webhooks: Pick<Webhooks, 'deliver'>; readonly views: Pick<JobViews, 'read'> };
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A try that lasts longer goes on without its task: else receivers that hang would hold the queue's places from all
 * others, however many workers there are. What a worker that dies has begun so is the sweeper's within a minute.
 */
export const TASK_HELD_MS = 250;

/**
 * One try to tell a receiver. 200 whatever it says: the next try is a task of its own. Only a store that does not answer
 * gives the task back, since nothing would know of the try then. What nobody thought of is an error line: the same push
 * would only meet the same fault, and a sweep comes back to the delivery.
 */
export function handleWebhookTask(deps: WebhookTaskDeps): WorkerHandlers['webhook'] {
  const { store, clock, logger, tries, ...receivers } = deps;
  const delivering: DeliverDeps = {
    ...receivers,
    async readJob(id, caller) {
      const view = await store.views.read(id, caller);
      return view === null ? null : bodyOfView(view);
    },
  };

  async function deliverOnce(task: WebhookTask): Promise<string> {
    try {
      return await store.webhooks.deliver(delivering, task);
    } catch (error) {
      if (isProblem(error, 'storage_unavailable')) {
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
    const task = body.value;
    return await withLogContext({ delivery_id: task.delivery_id }, async () => {
      const trying = deliverOnce(task);
      tries.add(trying);
      const outcome = await orLate(clock, trying, TASK_HELD_MS);
      if (outcome === undefined) {
        trying.catch((error: unknown) => {
          logger.warn('What became of a webhook could not be stored; the sweeper will try again', { error });
        });
      }
      return { status: 200, body: { outcome: outcome ?? 'under_way' } };
    });
  };
}
