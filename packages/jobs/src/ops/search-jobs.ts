import { JOBS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { getJob } from '../read/get-job.ts';
import { type JobPage, type PageRequest, readable, readJobPage } from '../read/job-pages.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import { conditionsOf, type JobFilter } from './job-filter.ts';

/** A batch is one request. */
const MAX_OF_TRACE = 100;

export interface SearchJobsInput extends PageRequest {
  readonly filter: JobFilter & {
    readonly id?: string;
    /** Trace id, 32 hex digits. */
    readonly traceId?: string;
  };
}

/**
 * Anyone's jobs, newest first; by id at most one, by trace all of them on one page, other conditions aside.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function searchJobs(context: JobsContext, { filter, ...page }: SearchJobsInput): Promise<JobPage> {
  const { id, traceId, ...conditions } = filter;
  if (traceId !== undefined) {
    return { jobs: await jobsOfTrace(context, traceId), next: null };
  }
  if (id === undefined) {
    return await readJobPage(context, conditionsOf(conditions), page);
  }
  const found = await getJob(context, id);
  return { jobs: found === null ? [] : [found], next: null };
}

/** Jobs of one trace: a request's, and those of the batch that it was. */
async function jobsOfTrace(context: JobsContext, traceId: string): Promise<readonly JobSnapshot[]> {
  const from = `00-${traceId}-`;
  const found = await context.documents.find({
    collection: JOBS,
    where: [
      ['trace', '>=', from],
      ['trace', '<', `${from}~`],
    ],
    limit: MAX_OF_TRACE,
  });
  const read = found.documents.map((reading) => readable(context.logger, reading.id, () => toJobSnapshot(reading)));
  return (await Promise.all(read)).filter((job) => job !== null);
}

/**
 * How many jobs `filter` means; costs one read per thousand of them.
 *
 * @throws ProblemError `storage_unavailable`
 */
export const countJobs = ({ documents }: JobsContext, filter: JobFilter): Promise<number> =>
  documents.count({ collection: JOBS, where: conditionsOf(filter) });
