import type { JobsContext } from '../jobs-context.ts';
import { type JobPage, type PageRequest, readJobPage } from './job-pages.ts';

export interface ListJobsInput extends PageRequest {
  readonly caller: string;
}

/**
 * The caller's own jobs, newest first.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function listJobs(context: JobsContext, { caller, ...page }: ListJobsInput): Promise<JobPage> {
  return await readJobPage(context, [['caller', '==', caller]], page);
}
