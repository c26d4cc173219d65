import { type Condition, decodeReadable } from '@sets/store-kit';
import { memberDocumentSchema } from '../documents/member-document.ts';
import { JOBS, MEMBERS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { getJob } from '../read/get-job.ts';
import { type JobPage, type PageRequest, readable, readJobPage } from '../read/job-pages.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import { conditionsOf, type JobFilter } from './job-filter.ts';

/** A batch is one request. */
const MAX_OF_REQUEST = 100;
const TRACE_ID = /^[0-9a-f]{32}$/;

export interface SearchJobsInput extends PageRequest {
  readonly filter: JobFilter & {
    readonly id?: string;
    /** Trace id, 32 hex digits. */
    readonly traceId?: string;
    /** Of a request, as its answer told it; those of ours look like trace ids, and may be one. */
    readonly requestId?: string;
  };
}

/**
 * Anyone's jobs, newest first; by id at most one, by trace or request all of them on one page, other conditions aside.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function searchJobs(context: JobsContext, { filter, ...page }: SearchJobsInput): Promise<JobPage> {
  const { id, traceId, requestId, ...conditions } = filter;
  if (requestId !== undefined) {
    return { jobs: await jobsOfRequest(context, requestId), next: null };
  }
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
  return await jobsWhere(context, [
    ['trace', '>=', from],
    ['trace', '<', `${from}~`],
  ]);
}

/** Those that the request made or joined; and where its id could be that of a trace, those of that trace. */
async function jobsOfRequest(context: JobsContext, requestId: string): Promise<readonly JobSnapshot[]> {
  const found = await Promise.all([
    jobsWhere(context, [['request_id', '==', requestId]]),
    jobsJoinedBy(context, requestId),
    TRACE_ID.test(requestId) ? jobsOfTrace(context, requestId) : [],
  ]);
  return [...new Map(found.flat().map((snapshot) => [snapshot.job.id, snapshot])).values()];
}

async function jobsJoinedBy(context: JobsContext, requestId: string): Promise<readonly JobSnapshot[]> {
  const where: readonly Condition[] = [['request_id', '==', requestId]];
  const { documents: readings } = await context.documents.find({ collection: MEMBERS, where, limit: MAX_OF_REQUEST });
  const ids = new Set(decodeReadable(readings, memberDocumentSchema).map(({ job_id }) => job_id));
  const jobs = [...ids].map((id) => readable(context.logger, id, () => getJob(context, id)));
  return (await Promise.all(jobs)).filter((job) => job !== null);
}

async function jobsWhere(context: JobsContext, where: readonly Condition[]): Promise<readonly JobSnapshot[]> {
  const found = await context.documents.find({ collection: JOBS, where, limit: MAX_OF_REQUEST });
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
