import { JOBS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { getJob } from '../read/get-job.ts';
import { type JobPage, type PageRequest, readJobPage } from '../read/job-pages.ts';
import { conditionsOf, type JobFilter } from './job-filter.ts';

export interface SearchJobsInput extends PageRequest {
  readonly filter: JobFilter & { readonly id?: string };
}

/**
 * Anyone's jobs, newest first; by id at most one.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function searchJobs(context: JobsContext, { filter, ...page }: SearchJobsInput): Promise<JobPage> {
  const { id, ...conditions } = filter;
  if (id === undefined) {
    return await readJobPage(context, conditionsOf(conditions), page);
  }
  const found = await getJob(context, id);
  return { jobs: found === null ? [] : [found], next: null };
}

/**
 * How many jobs `filter` means; costs one read per thousand of them.
 *
 * @throws ProblemError `storage_unavailable`
 */
export const countJobs = ({ documents }: JobsContext, filter: JobFilter): Promise<number> =>
  documents.count({ collection: JOBS, where: conditionsOf(filter) });
