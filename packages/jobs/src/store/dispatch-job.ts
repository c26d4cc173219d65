import { withTimeout } from '@sets/store-kit';
import type { JobDocument } from '../documents.ts';
import type { JobsContext } from './jobs-context.ts';

type Dispatchable = Pick<JobDocument, 'dispatch_no' | 'region' | 'trace'>;

/**
 * Creates the job's task. A failure is logged, not thrown: the job is durable and its `wake_at` stands, so the
 * sweeper finds the task missing and creates it.
 */
export async function dispatchJob(
  context: JobsContext,
  { id, job }: { readonly id: string; readonly job: Dispatchable },
  scheduleAtMs?: number,
): Promise<void> {
  const { dispatcher, policy, clock, logger } = context;
  try {
    const dispatching = dispatcher.dispatch({
      jobId: id,
      dispatchNo: job.dispatch_no,
      region: job.region,
      trace: job.trace,
      ...(scheduleAtMs === undefined ? {} : { scheduleAtMs }),
    });
    await withTimeout(dispatching, policy.dispatchTimeoutMs, clock);
  } catch (error) {
    logger.warn('The task of a job could not be created; the sweeper will', { job_id: id, region: job.region, error });
  }
}
