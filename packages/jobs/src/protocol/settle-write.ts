import type { JobStatus } from '@sets/contract';
import type { TransactionReads } from '@sets/store-kit';
import type { JobDocument } from '../documents/job-document.ts';
import type { JobChange } from './job-change.ts';

/** What an owner wants to commit, and in which state a patch leaves the job. */
export type FencedChange = (
  | (JobChange & { readonly kind: 'patch'; readonly leaves: 'running' | 'queued' })
  | (JobChange & { readonly kind: 'end' })
) & {
  /** What else must hold when it is committed; decided anew when it does not. */
  readonly onlyIf?: (reads: TransactionReads) => Promise<boolean>;
};

/** Why an owner may write no more. */
export type LossReason = 'canceled' | 'ended' | 'taken' | 'gone';

export type Settled =
  /** The job is still ours: whether or not this write was applied, committing it again is right. */
  | { readonly kind: 'ours' }
  /** The write was applied although its answer was lost. */
  | { readonly kind: 'written' }
  | { readonly kind: 'lost'; readonly reason: LossReason };

/** Judges an unacknowledged write by the job as it is found afterwards. */
export function settleWrite(
  found: JobDocument,
  owner: { readonly nonce: string | undefined; readonly epoch: number },
  change: FencedChange,
): Settled {
  if (found.status === 'running' && found.lease?.nonce === owner.nonce) {
    return { kind: 'ours' };
  }
  if (found.epoch === owner.epoch && isWhatWeWrote(found, change)) {
    return { kind: 'written' };
  }
  return { kind: 'lost', reason: lossReason(found.status) };
}

/** Only the owner of an epoch succeeds in it; a sweeper's equal requeue or ending has the same effect as ours. */
function isWhatWeWrote(found: JobDocument, change: FencedChange): boolean {
  if (change.kind === 'end') {
    return found.status === change.ending.job.status;
  }
  return change.leaves === 'queued' && found.status === 'queued' && found.dispatch_no === change.patch.dispatch_no;
}

function lossReason(status: JobStatus): LossReason {
  if (status === 'canceled') {
    return 'canceled';
  }
  return status === 'queued' || status === 'running' ? 'taken' : 'ended';
}
