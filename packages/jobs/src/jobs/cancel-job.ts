import { isTerminal, ProblemError } from '@sets/contract';
import { asStorageProblem, withTimeout } from '@sets/store-kit';
import { endWithProblem } from '../protocol/end-job.ts';
import { applyPatch } from '../protocol/job-patch.ts';
import { addEnding } from '../store/commit-ending.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { isJobId, jobRef, membersOf } from '../store/refs.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

export interface CancelInput {
  readonly caller: string;
  /** May cancel others' jobs. */
  readonly operate: boolean;
}

/**
 * Ends a live job. Its owner learns of it by its next write, at the latest by its renewal. Canceling a canceled job
 * is fine. Throws ProblemError: job_not_found, forbidden, job_finished, job_shared, storage_unavailable.
 */
export async function cancelJob(context: JobsContext, id: string, input: CancelInput): Promise<JobSnapshot> {
  if (!isJobId(id)) {
    throw new ProblemError('job_not_found');
  }
  const { firestore, policy, clock, crashPoint, serverTime } = context;
  const canceling = firestore.runTransaction(async (transaction) => {
    const document = await transaction.get(jobRef(firestore, id));
    serverTime.observe(document.readTime);
    const snapshot = toJobSnapshot(document);
    if (snapshot === null || document.updateTime === undefined) {
      throw new ProblemError('job_not_found');
    }
    const { job } = snapshot;
    if (job.caller !== input.caller && !input.operate) {
      throw new ProblemError('forbidden');
    }
    if (job.status === 'canceled') {
      return snapshot;
    }
    if (isTerminal(job.status)) {
      throw new ProblemError('job_finished');
    }
    const members = await transaction.get(membersOf(firestore, id).limit(1));
    if (!members.empty) {
      throw new ProblemError('job_shared');
    }
    const nowMs = document.readTime.toMillis();
    const ending = endWithProblem(id, job, 'canceled', new ProblemError('job_canceled'), nowMs, policy);
    addEnding(transaction, firestore, id, job.key, ending, { lastUpdateTime: document.updateTime });
    await crashPoint('cancel.before_commit');
    return { ...snapshot, job: applyPatch(job, ending.job, nowMs) };
  });
  try {
    const canceled = await withTimeout(canceling, policy.storeTimeoutMs, clock);
    await crashPoint('cancel.after_commit');
    return canceled;
  } catch (error) {
    throw asStorageProblem(error);
  }
}
