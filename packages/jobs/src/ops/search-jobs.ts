import { asStorageProblem, withTimeout } from '@sets/store-kit';
import { getJob } from '../jobs/get-job.ts';
import { type JobCursor, type JobPage, readJobPage } from '../jobs/job-pages.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { filteredJobs, type JobFilter } from './job-filter.ts';

export interface SearchJobsInput {
  readonly filter: JobFilter & { readonly id?: string };
  readonly limit: number;
  readonly after?: JobCursor;
}

/** Anyone's jobs, newest first; by id at most one. */
export async function searchJobs(context: JobsContext, { filter, limit, after }: SearchJobsInput): Promise<JobPage> {
  const { id, ...conditions } = filter;
  if (id === undefined) {
    return await readJobPage(context, filteredJobs(context, conditions), limit, after);
  }
  const found = await getJob(context, id);
  return { jobs: found === null ? [] : [found], next: null };
}

/** How many jobs `filter` means; costs one read per thousand of them. */
export async function countJobs(context: JobsContext, filter: JobFilter): Promise<number> {
  try {
    const counting = filteredJobs(context, filter).count().get();
    return (await withTimeout(counting, context.policy.storeTimeoutMs, context.clock)).data().count;
  } catch (error) {
    throw asStorageProblem(error);
  }
}
