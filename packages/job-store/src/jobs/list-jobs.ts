import { storedTime } from '../store/codec.ts';
import { jobsOf, type StoreContext } from '../store/store-context.ts';
import { withTimeout } from '../store/store-errors.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

export interface ListJobsInput {
  readonly caller: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: JobCursor;
}

/** Where a page ended. */
export interface JobCursor {
  readonly createdAtMs: number;
  readonly id: string;
}

export interface JobPage {
  readonly jobs: readonly JobSnapshot[];
  readonly next: JobCursor | null;
}

/** The caller's own jobs, newest first. */
export async function listJobs(context: StoreContext, { caller, limit, after }: ListJobsInput): Promise<JobPage> {
  let query = jobsOf(context.firestore)
    .where('caller', '==', caller)
    .orderBy('created_at', 'desc')
    .orderBy('__name__', 'desc')
    .limit(limit);
  if (after !== undefined) query = query.startAfter(storedTime(after.createdAtMs), after.id);
  const { docs } = await withTimeout(query.get(), context.policy.storeTimeoutMs, context.clock);
  const jobs = docs.flatMap((document) => toJobSnapshot(document) ?? []);
  const last = jobs.at(-1);
  return {
    jobs,
    next: last === undefined || docs.length < limit ? null : { createdAtMs: last.job.created_at, id: last.id },
  };
}
