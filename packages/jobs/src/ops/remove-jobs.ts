import { inParallel } from '@sets/clock';
import type { Fields } from '@sets/store-kit';
import { type Charge, chargeSchema } from '../documents/charge.ts';
import { chargeKept } from '../documents/charge-document.ts';
import type { JobDocument } from '../documents/job-document.ts';
import { jobPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { deleteMembers } from './delete-members.ts';

/** A job that has ended, by what is left of it afterwards. */
export type RemovedJob = Pick<JobDocument, 'id' | 'charge'>;

/** Commits under way at once. */
export const AT_ONCE = 50;

/**
 * Removes jobs with their members; what they have cost today goes on to count.
 *
 * @throws ProblemError `storage_unavailable`; what was removed before stays so, and all may be asked for again
 */
export async function removeJobs({ documents }: JobsContext, jobs: readonly RemovedJob[]): Promise<void> {
  await deleteMembers(
    documents,
    jobs.map(({ id }) => id),
  );
  const nowMs = await documents.serverTime();
  await inParallel(jobs, AT_ONCE, ({ id, charge }) =>
    documents.write([{ kind: 'delete', path: jobPath(id) }, ...chargeKept(id, charge, nowMs)], { purpose: 'remove' }),
  );
}

/** Of a job that cannot be read as a whole. */
export function chargeIn(fields: Fields | undefined): Charge | null {
  const parsed = chargeSchema.safeParse(fields?.charge);
  return parsed.success ? parsed.data : null;
}
