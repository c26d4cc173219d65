import { isTerminal } from '@sets/contract';
import { audited, deleteDocuments } from '@sets/store-kit';
import { readJobPage } from '../jobs/job-pages.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { jobRef, membersOf } from '../store/refs.ts';
import { filteredJobs, type JobFilter, refuseEmpty } from './job-filter.ts';

/** Deletes up to `limit` dead jobs with their members, newest first. Returns how many jobs went. */
export async function purgeJobs(
  context: JobsContext,
  filter: JobFilter,
  limit: number,
  actor: string,
): Promise<number> {
  refuseEmpty(filter);
  const { firestore } = context;
  const entry = { actor, action: 'purge_jobs', target: 'jobs', details: { filter: { ...filter }, limit } };
  const purge = async (): Promise<number> => {
    const { jobs } = await readJobPage(context, filteredJobs(context, { ...filter, dead: true }), limit, undefined);
    const ended = jobs.filter(({ job }) => isTerminal(job.status));
    const members = await Promise.all(ended.map(({ id }) => membersOf(firestore, id).listDocuments()));
    await deleteDocuments(
      context,
      members.flat().map((ref) => ({ ref })),
    );
    return await deleteDocuments(
      context,
      ended.map(({ id }) => ({ ref: jobRef(firestore, id) })),
    );
  };
  return await audited(context, entry, purge, (purged) => ({ purged }));
}
