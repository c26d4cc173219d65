import { isTerminal } from '@sets/contract';
import { audited } from '@sets/store-kit';
import { jobPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { readJobPage } from '../read/job-pages.ts';
import { deleteMembers } from './delete-members.ts';
import { conditionsOf, type JobFilter, refuseEmpty } from './job-filter.ts';

/** Which dead jobs an operator means, newest first, and who that is. */
export interface BulkInput {
  readonly filter: JobFilter;
  readonly limit: number;
  /** For the record. */
  readonly actor: string;
}

/**
 * Deletes up to `limit` dead jobs with their members. Returns how many jobs went.
 *
 * @throws ProblemError `invalid_request` for an empty filter, `storage_unavailable`
 */
export async function purgeJobs(context: JobsContext, { filter, limit, actor }: BulkInput): Promise<number> {
  refuseEmpty(filter);
  return await audited(context, {
    entry: { actor, action: 'purge_jobs', target: 'jobs', details: { filter: { ...filter }, limit } },
    async change() {
      const { jobs } = await readJobPage(context, conditionsOf({ ...filter, dead: true }), { limit });
      const ids = jobs.filter(({ job }) => isTerminal(job.status)).map(({ job }) => job.id);
      await deleteMembers(context.documents, ids);
      return await context.documents.deleteAll(ids.map((id) => ({ path: jobPath(id) })));
    },
    outcomeOf: (purged) => ({ purged }),
  });
}
