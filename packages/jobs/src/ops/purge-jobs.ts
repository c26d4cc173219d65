import { isTerminal } from '@sets/contract';
import { audited } from '@sets/store-kit';
import type { JobsContext } from '../jobs-context.ts';
import { readJobPage } from '../read/job-pages.ts';
import { conditionsOf, type JobFilter, refuseEmpty } from './job-filter.ts';
import { removeJobs } from './remove-jobs.ts';

/** Which dead jobs an operator means, newest first, and who that is. */
export interface BulkInput {
  readonly filter: JobFilter;
  readonly limit: number;
  /** For the record. */
  readonly actor: string;
}

/**
 * Deletes up to `limit` dead jobs with their members; what they cost goes on to count. Returns how many jobs went.
 *
 * @throws ProblemError `invalid_request` for an empty filter, `storage_unavailable`
 */
export async function purgeJobs(context: JobsContext, { filter, limit, actor }: BulkInput): Promise<number> {
  refuseEmpty(filter);
  return await audited(context, {
    entry: { actor, action: 'purge_jobs', target: 'jobs', details: { filter: { ...filter }, limit } },
    async change() {
      const { jobs } = await readJobPage(context, conditionsOf({ ...filter, dead: true }), { limit });
      const ended = jobs.flatMap(({ job }) => (isTerminal(job.status) ? [job] : []));
      await removeJobs(context, ended);
      return ended.length;
    },
    outcomeOf: (purged) => ({ purged }),
  });
}
