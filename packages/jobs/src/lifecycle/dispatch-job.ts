import { EXTRACT_DISPATCH_DEADLINE_S, EXTRACT_QUEUE, type ExtractTask, TASK_ROUTES } from '@sets/contract';
import type { TaskRef } from '@sets/store-kit';
import type { JobDocument } from '../documents/job-document.ts';
import type { JobsContext } from '../jobs-context.ts';

/** One task per dispatch: creating it twice is one task. */
export const taskOf = ({ id, dispatch_no, region }: JobDocument): TaskRef => ({
  queue: EXTRACT_QUEUE,
  region,
  name: `${id}-${dispatch_no}`,
});

/**
 * Creates the job's task. A failure is logged, not thrown: the job is durable and its `wake_at` stands, so the
 * sweeper finds the task missing and creates it.
 */
export async function dispatchJob(
  { tasks, logger }: JobsContext,
  job: JobDocument,
  /** Not before then, in milliseconds since the epoch. */
  scheduleAtMs?: number,
): Promise<void> {
  const { id, dispatch_no, trace, region } = job;
  const payload: ExtractTask = { job_id: id, dispatch_no, ...(trace === null ? {} : { trace }) };
  try {
    await tasks.create({
      ...taskOf(job),
      path: TASK_ROUTES.extract,
      payload,
      deliveryDeadlineS: EXTRACT_DISPATCH_DEADLINE_S,
      trace,
      ...(scheduleAtMs === undefined ? {} : { scheduleAtMs }),
    });
  } catch (error) {
    logger.warn('The task of a job could not be created; the sweeper will', { job_id: id, region, error });
  }
}
