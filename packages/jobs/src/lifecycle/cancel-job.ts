import { isTerminal, ProblemError } from '@sets/contract';
import { inRounds, isStorageUnavailable } from '@sets/store-kit';
import { membersOf } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { endWithProblem } from '../protocol/end-job.ts';
import { getJob } from '../read/get-job.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { commitChange } from './commit-change.ts';

export interface CancelInput {
  readonly caller: string;
  /** May cancel others' jobs. */
  readonly operate: boolean;
}

/**
 * Ends a live job that nobody else waits for. Its owner learns of it by its next write, at the latest by its renewal.
 * Canceling a canceled job is fine.
 *
 * @throws ProblemError `job_not_found`, `forbidden`, `job_finished`, `job_shared`, `storage_unavailable`
 */
export async function cancelJob(context: JobsContext, id: string, input: CancelInput): Promise<JobSnapshot> {
  try {
    return await cancelInRounds(context, id, input);
  } catch (error) {
    const canceled = isStorageUnavailable(error) ? await canceledByNow(context, id) : null;
    if (canceled === null) {
      throw error;
    }
    return canceled;
  }
}

/** A slow store may have applied what nobody heard of in time: one more look is better than a 503 for what was done. */
async function canceledByNow(context: JobsContext, id: string): Promise<JobSnapshot | null> {
  try {
    const found = await getJob(context, id);
    return found?.job.status === 'canceled' ? found : null;
  } catch (error) {
    if (!isStorageUnavailable(error)) {
      throw error;
    }
    return null;
  }
}

async function cancelInRounds(context: JobsContext, id: string, input: CancelInput): Promise<JobSnapshot> {
  return await inRounds(`cancel of ${id}`, async () => {
    const seen = await getJob(context, id);
    if (seen === null) {
      throw new ProblemError('job_not_found');
    }
    const { job, asOfMs } = seen;
    if (job.caller !== input.caller && !input.operate) {
      throw new ProblemError('forbidden');
    }
    if (job.status === 'canceled') {
      return seen;
    }
    if (isTerminal(job.status)) {
      throw new ProblemError('job_finished');
    }
    const at = { nowMs: asOfMs, policy: context.policy };
    const ending = endWithProblem(job, 'canceled', new ProblemError('job_canceled'), at);
    const outcome = await commitChange(context, {
      step: 'cancel',
      seen,
      change: { kind: 'end', ending },
      // A join reads the job alive and writes its member in one transaction; so does this, the other way round.
      async onlyIf(reads) {
        const members = await reads.find({ collection: membersOf(id), limit: 1 });
        if (members.length > 0) {
          throw new ProblemError('job_shared');
        }
        return true;
      },
    });
    return outcome.kind === 'applied' ? outcome.after : undefined;
  });
}
