import { createHash } from 'node:crypto';
import { isTerminal } from '@sets/contract';
import { withTimeout } from '@sets/store-kit';
import { encodeMember } from '../store/codec.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { jobRef, membersOf } from '../store/refs.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

export interface Joiner {
  readonly caller: string;
  readonly metadata: Record<string, string> | null;
}

/** The same caller with the same wish is one member, however often its answer was lost. */
const memberId = (joiner: Joiner): string =>
  createHash('sha256')
    .update(JSON.stringify([joiner.caller, joiner.metadata]))
    .digest('hex')
    .slice(0, 32);

/**
 * Adds a member in a transaction that reads the job alive, so that none joins a job at the moment it is canceled.
 * Never writes the job itself: its owner's precondition stays whole. Null when the job has ended or is gone.
 */
export async function joinJob(context: JobsContext, id: string, joiner: Joiner): Promise<JobSnapshot | null> {
  const { firestore, policy, clock, serverTime } = context;
  const joining = firestore.runTransaction(async (transaction) => {
    const document = await transaction.get(jobRef(firestore, id));
    serverTime.observe(document.readTime);
    const snapshot = toJobSnapshot(document);
    if (snapshot === null || isTerminal(snapshot.job.status)) {
      return null;
    }
    transaction.set(
      membersOf(firestore, id).doc(memberId(joiner)),
      encodeMember({
        ...joiner,
        joined_at: document.readTime.toMillis(),
        expires_at: snapshot.job.expires_at,
      }),
    );
    return snapshot;
  });
  return await withTimeout(joining, policy.storeTimeoutMs, clock);
}
