import type { JobsContext } from '../store/jobs-context.ts';
import { jobsOf } from '../store/refs.ts';
import { type JobCursor, type JobPage, readJobPage } from './job-pages.ts';

export interface ListJobsInput {
  readonly caller: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: JobCursor;
}

/** The caller's own jobs, newest first. */
export async function listJobs(context: JobsContext, { caller, limit, after }: ListJobsInput): Promise<JobPage> {
  return await readJobPage(context, jobsOf(context.firestore).where('caller', '==', caller), limit, after);
}
