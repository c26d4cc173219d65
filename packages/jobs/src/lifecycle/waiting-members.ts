import type { Reading, TransactionReads } from '@sets/store-kit';
import { decodeMember } from '../documents/codec.ts';
import type { JobDocument } from '../documents/job-document.ts';
import type { Member } from '../documents/member-document.ts';
import { earlierMembersOf, MEMBERS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { endsByTime } from '../protocol/decisions.ts';
import { askMembers, sharedDeadline } from '../protocol/waiting.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';

const waitingFor = (jobId: string) =>
  ({
    collection: MEMBERS,
    where: [
      ['job_id', '==', jobId],
      ['waiting', '==', true],
    ],
  }) as const;

/** Whether anybody but `except` has joined the job and still wants it. */
export async function othersWait(reads: TransactionReads, jobId: string, except?: string): Promise<boolean> {
  const found = await reads.find({ ...waitingFor(jobId), limit: 2 });
  if (found.some(({ id }) => id !== except)) {
    return true;
  }
  return (await reads.find({ collection: earlierMembersOf(jobId), limit: 1 })).length > 0;
}

/** A job as it is judged, and what must hold when it ends by that judgement. */
export interface Judged {
  /** With the time at which it ends at the latest, as members wish it who joined since it was made. Not to be stored. */
  readonly job: JobDocument;
  readonly onlyIf?: (reads: TransactionReads) => Promise<boolean>;
}

/**
 * Before it is decided whether a job has ended by time. Reads nothing unless the wish of its own caller has passed.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function judged(
  { documents }: JobsContext,
  { job, asOfMs }: Omit<JobSnapshot, 'version'>,
): Promise<Judged> {
  if (!askMembers(job, asOfMs)) {
    return { job };
  }
  const { documents: found } = await documents.find(waitingFor(job.id));
  const deadline = sharedDeadline(job, membersIn(found));
  const known = { ...job, deadline_at: deadline };
  if (!endsByTime(known, asOfMs)) {
    return { job: known };
  }
  // Somebody may join at this moment and wish for longer.
  const onlyIf = async (reads: TransactionReads): Promise<boolean> =>
    sharedDeadline(job, membersIn(await reads.find(waitingFor(job.id)))) <= asOfMs;
  return { job: known, onlyIf };
}

const membersIn = (found: readonly Reading[]): Member[] => found.flatMap((reading) => decodeMember(reading) ?? []);
