import { jobsOf, type StoreContext } from '../store/store-context.ts';
import { type JobCursor, type JobPage, readJobPage } from './job-pages.ts';

export interface ListJobsInput {
  readonly caller: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: JobCursor;
}

/** The caller's own jobs, newest first. */
export async function listJobs(context: StoreContext, { caller, limit, after }: ListJobsInput): Promise<JobPage> {
  return await readJobPage(context, jobsOf(context.firestore).where('caller', '==', caller), limit, after);
}
