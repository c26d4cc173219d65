import { EXTRACT_DISPATCH_DEADLINE_S, EXTRACT_QUEUE, type ExtractTask, TASK_ROUTES } from '@sets/contract';
import { type TaskRef, TaskRefusedError } from '@sets/store-kit';
import { carryJob } from '../documents/carried-job.ts';
import type { JobDocument } from '../documents/job-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';

/** One task per dispatch: creating it twice is one task. */
export const taskOf = ({ id, dispatch_no, region }: JobDocument): TaskRef => ({
  queue: EXTRACT_QUEUE,
  region,
  name: `${id}-${dispatch_no}`,
});

/**
 * Creates the job's task. A failure is logged, not thrown: the job is durable and its `wake_at` stands, so the sweeper
 * finds the task missing and creates it. What no retry can mend is an error line and makes the region a degraded one.
 * Answers whether the task was created now; not so when its name was in use, or it failed.
 */
export async function dispatchJob(
  context: JobsContext,
  job: JobDocument,
  /** Not before then, in milliseconds since the epoch. */
  scheduleAtMs?: number,
): Promise<boolean> {
  return await createTask(context, job, { payload: payloadOf(job), scheduleAtMs });
}

/** The first task of a job just made carries it, so that its claim needs no read unless somebody was faster. */
export async function dispatchNewJob(context: JobsContext, made: JobSnapshot): Promise<boolean> {
  return await createTask(context, made.job, { payload: { ...payloadOf(made.job), as_created: carryJob(made) } });
}

const payloadOf = ({ id, dispatch_no, trace }: JobDocument): ExtractTask => ({
  job_id: id,
  dispatch_no,
  ...(trace === null ? {} : { trace }),
});

interface Delivery {
  readonly payload: ExtractTask;
  readonly scheduleAtMs?: number | undefined;
}

async function createTask(
  { tasks, logger, dispatchTrouble }: JobsContext,
  job: JobDocument,
  { payload, scheduleAtMs }: Delivery,
): Promise<boolean> {
  const { id, trace, region } = job;
  try {
    const outcome = await tasks.create({
      ...taskOf(job),
      path: TASK_ROUTES.extract,
      payload,
      deliveryDeadlineS: EXTRACT_DISPATCH_DEADLINE_S,
      trace,
      ...(scheduleAtMs === undefined ? {} : { scheduleAtMs }),
    });
    dispatchTrouble.mended(region);
    return outcome === 'created';
  } catch (error) {
    if (error instanceof TaskRefusedError) {
      dispatchTrouble.refused(region, error.reason);
      logger.error('Tasks are refused until somebody mends it', { job_id: id, region, reason: error.reason, error });
    } else {
      logger.warn('The task of a job could not be created; the sweeper will', { job_id: id, region, error });
    }
    return false;
  }
}
