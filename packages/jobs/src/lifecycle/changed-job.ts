import type { TransactionReads, Write } from '@sets/store-kit';
import type { JobDocument } from '../documents/job-document.ts';
import type { JobChange } from '../protocol/job-change.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';

/** Why a job changes; names the crash points and the span of the commit. */
export type ChangeStep =
  | 'submit'
  | 'claim'
  | 'progress'
  | 'renew'
  | 'complete'
  | 'fail'
  | 'retry'
  | 'hand_back'
  | 'sweep'
  | 'cancel'
  | 'erase'
  | 'tell';

export interface NewJob {
  readonly step: 'submit';
  readonly job: JobDocument;
  /** Its flight, under the precondition that `results` is as it was read. */
  readonly flight: Write;
  /** What is committed with it. */
  readonly also?: readonly Write[];
}

export interface ChangedJob {
  readonly step: Exclude<ChangeStep, 'submit'>;
  /** What the change was decided on: it is refused when the job has changed since. */
  readonly seen: JobSnapshot;
  readonly change: JobChange;
  /** Refused unless this holds when it is committed, too. */
  readonly onlyIf?: (reads: TransactionReads) => Promise<boolean>;
}
