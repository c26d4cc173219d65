import { isTerminal, ProblemError } from '@sets/contract';
import { inRounds, isStorageUnavailable, storedTime, type TransactionReads, type Write } from '@sets/store-kit';
import { jobPath, memberPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { commitChange, discharge, writesOf } from '../lifecycle/commit-change.ts';
import { recordAttempt } from '../lifecycle/record-attempt.ts';
import { tellLeft } from '../lifecycle/tell.ts';
import { othersWait } from '../lifecycle/waiting-members.ts';
import { endWithProblem } from '../protocol/end-job.ts';
import { ownerWaits } from '../protocol/waiting.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import type { JobView, OwnView } from './job-view.ts';
import { memberFor, readView } from './read-view.ts';
import { parseViewId } from './view-id.ts';

/**
 * Ends a live job for whoever holds this view of it. Its owner ends it for good, unless somebody joined it; a member
 * leaves, and ends it when it was the last who wanted it. A worker learns of it by its next write, at the latest by its
 * renewal. Canceling what is canceled is fine.
 *
 * @throws ProblemError `job_not_found`, also for another's; `job_finished`, `job_shared`, `storage_unavailable`
 */
export async function cancelView(context: JobsContext, id: string, caller: string): Promise<JobView> {
  try {
    return parseViewId(id)?.kind === 'member'
      ? await cancelMembership(context, id, caller)
      : await cancelOwn(context, id, caller);
  } catch (error) {
    const canceled = isStorageUnavailable(error) ? await canceledByNow(context, id, caller) : null;
    if (canceled === null) {
      throw error;
    }
    return canceled;
  }
}

const isCanceled = (view: JobView | null): boolean =>
  (view?.kind === 'own' && view.snapshot.job.status === 'canceled') ||
  (view?.kind === 'member' && (view.member.left_at !== null || view.snapshot.job.status === 'canceled'));

/** A slow store may have applied what nobody heard of in time: one more look is better than a 503 for what was done. */
async function canceledByNow(context: JobsContext, id: string, caller: string): Promise<JobView | null> {
  try {
    const found = await readView(context, id, caller);
    return isCanceled(found) ? found : null;
  } catch (error) {
    if (!isStorageUnavailable(error)) {
      throw error;
    }
    return null;
  }
}

async function cancelOwn(context: JobsContext, id: string, caller: string): Promise<OwnView> {
  return await inRounds(`cancel of ${id}`, async () => {
    const view = await readView(context, id, caller);
    if (view === null) {
      throw new ProblemError('job_not_found');
    }
    if (view.kind !== 'own') {
      throw new ProblemError('job_finished');
    }
    if (isCanceled(view)) {
      return view;
    }
    if (isTerminal(view.snapshot.job.status)) {
      throw new ProblemError('job_finished');
    }
    const outcome = await commitChange(context, {
      step: 'cancel',
      seen: view.snapshot,
      change: { kind: 'end', ending: canceling(context, view.snapshot) },
      onlyIf: nobodyElse(id),
    });
    return outcome.kind === 'applied' ? { ...view, snapshot: outcome.after } : undefined;
  });
}

export const canceling = ({ policy }: JobsContext, { job, asOfMs }: JobSnapshot) =>
  endWithProblem(job, 'canceled', new ProblemError('job_canceled'), { nowMs: asOfMs, policy });

/** A join reads the job alive and writes its member in one transaction; so does this, the other way round. */
const nobodyElse = (id: string) => async (reads: TransactionReads) => {
  if (await othersWait(reads, id)) {
    throw new ProblemError('job_shared');
  }
  return true;
};

async function cancelMembership(context: JobsContext, id: string, caller: string): Promise<JobView> {
  await context.crashPoint('cancel.before_commit');
  await context.documents.transact('leave', async (reads) => {
    const found = memberFor(await reads.read(memberPath(id)), caller);
    const seen = found === null ? null : toJobSnapshot(await reads.read(jobPath(found.member.job_id)));
    if (found === null || seen === null) {
      throw new ProblemError('job_not_found');
    }
    if (found.member.left_at !== null || seen.job.status === 'canceled') {
      return { value: null, writes: [] };
    }
    if (isTerminal(seen.job.status)) {
      throw new ProblemError('job_finished');
    }
    const fields = { waiting: false, left_at: storedTime(seen.asOfMs) };
    const leave: Write = { kind: 'update', path: memberPath(id), fields };
    return { value: null, writes: [leave, ...(await lastLeaves(context, reads, seen, id))] };
  });
  await context.crashPoint('cancel.after_commit');
  const view = await readView(context, id, caller);
  if (view === null) {
    throw new ProblemError('job_not_found');
  }
  await tellOfLeaving(context, view);
  return view;
}

/** What goes wrong here is told by the sweeper, at the latest when the job ends. */
async function tellOfLeaving(context: JobsContext, view: JobView): Promise<void> {
  if (view.kind !== 'member' || !view.snapshot.job.webhook_members) {
    return;
  }
  const { snapshot, member } = view;
  try {
    await (snapshot.job.owes === 'end' ? discharge(context, snapshot) : tellLeft(context, snapshot.job, member));
  } catch (error) {
    context.logger.warn('A receiver of webhooks could not be told that its caller has left a job', {
      job_id: snapshot.job.id,
      error,
    });
  }
}

/** What ends a live job whose last member leaves, once its owner wants it no more either. */
export async function lastLeaves(
  context: JobsContext,
  reads: TransactionReads,
  seen: JobSnapshot,
  memberId: string,
): Promise<readonly Write[]> {
  if (ownerWaits(seen.job, seen.asOfMs) || (await othersWait(reads, seen.job.id, memberId))) {
    return [];
  }
  const change = { kind: 'end', ending: canceling(context, seen) } as const;
  return writesOf(recordAttempt({ step: 'cancel', seen, change }, seen.asOfMs));
}
