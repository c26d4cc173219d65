import { isDeepStrictEqual } from 'node:util';
import { isTerminal } from '@sets/contract';
import type { TransactionReads, Write } from '@sets/store-kit';
import { decodeMember, encodeMember } from '../documents/codec.ts';
import { idempotencyDocumentSchema } from '../documents/idempotency-document.ts';
import type { Member } from '../documents/member-document.ts';
import { jobPath, MEMBERS, memberPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { askedDeadline } from '../protocol/waiting.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import type { MemberView } from '../views/job-view.ts';
import { newMemberId } from '../views/view-id.ts';
import type { KeptRequest } from './idempotency.ts';

export interface Joiner {
  readonly caller: string;
  /** Many stand behind its name, so that no two joins are known to be one's. */
  readonly sharedName: boolean;
  readonly metadata: Record<string, string> | null;
  readonly submittedUrl: string;
  readonly requestId: string | null;
  readonly webhook: string | null;
  readonly deadlineMs: number | undefined;
  /** Written in the same commit. */
  readonly kept: KeptRequest | null;
}

/** `taken`: the key of its request was tied to an answer meanwhile. */
export type JoinOutcome = MemberView | 'ended' | 'taken';

/**
 * Adds a member in a transaction that reads the job alive, so that none joins a job at the moment it ends. Writes the job
 * itself at most once, for the first member that is told by webhook: else its owner's precondition stays whole. A named
 * caller who waits for the job already, with the same wish, is that member still.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function joinJob(context: JobsContext, jobId: string, joiner: Joiner): Promise<JoinOutcome> {
  const id = newMemberId();
  const { documents, crashPoint } = context;
  await crashPoint('join.before_commit');
  const outcome = await documents.transact<JoinOutcome>('join', async (reads) => {
    const [reading, same, kept] = await Promise.all([
      reads.read(jobPath(jobId)),
      sameMember(reads, jobId, joiner),
      joiner.kept === null ? null : reads.read(joiner.kept.path),
    ]);
    const snapshot = toJobSnapshot(reading);
    if (snapshot === null || isTerminal(snapshot.job.status)) {
      return { value: 'ended', writes: [] };
    }
    const member = same ?? memberOf(id, joiner, snapshot);
    const view: MemberView = { kind: 'member', id: member.id, snapshot, member, memberVersion: '' };
    if (kept !== null && kept.version !== joiner.kept?.reading.version) {
      // This very join, applied although its answer was lost, or somebody else's.
      const { data } = idempotencyDocumentSchema.safeParse(kept.fields);
      return { value: data?.view_id === member.id ? view : 'taken', writes: [] };
    }
    const joining = same === null ? [writeOf(member), ...tellsOfMembers(member, snapshot)] : [];
    return { value: view, writes: [...joining, ...keptWrites(joiner, member.id)] };
  });
  await crashPoint('join.after_commit');
  return outcome;
}

function memberOf(id: string, joiner: Joiner, { job, asOfMs }: JobSnapshot): Member {
  const { caller, metadata, submittedUrl, requestId, webhook, deadlineMs } = joiner;
  return {
    ...{ id, job_id: job.id, caller, metadata, submitted_url: submittedUrl, request_id: requestId, webhook },
    ...{ waiting: true, left_at: null },
    deadline_at: askedDeadline(deadlineMs, asOfMs, job.deadline_at),
    joined_at: asOfMs,
    expires_at: job.expires_at,
  };
}

/** The same id again when a commit is tried again: one member, however often its answer was lost. */
const writeOf = (member: Member): Write => ({
  kind: 'replace',
  path: memberPath(member.id),
  fields: encodeMember(member),
});

/**
 * Whoever ends the job must know whether it owes members anything, without a read where it does not. Its owner's next
 * write is refused once, and made again on the job as it is then.
 */
const tellsOfMembers = ({ webhook }: Member, { job }: JobSnapshot): readonly Write[] =>
  webhook === null || job.webhook_members
    ? []
    : [{ kind: 'update', path: jobPath(job.id), fields: { webhook_members: true } }];

const keptWrites = ({ kept }: Joiner, viewId: string): readonly Write[] =>
  kept === null ? [] : [{ kind: 'replace', path: kept.path, fields: kept.fields(viewId, 'joined') }];

async function sameMember(reads: TransactionReads, jobId: string, joiner: Joiner): Promise<Member | null> {
  const { caller, sharedName, metadata, submittedUrl, webhook, deadlineMs } = joiner;
  if (sharedName || deadlineMs !== undefined) {
    return null;
  }
  const found = await reads.find({
    collection: MEMBERS,
    where: [
      ['job_id', '==', jobId],
      ['caller', '==', caller],
    ],
  });
  const members = found.flatMap((reading) => decodeMember(reading) ?? []);
  return members.find((member) => member.waiting && isSameWish(member, { metadata, submittedUrl, webhook })) ?? null;
}

const isSameWish = (
  member: Member,
  { metadata, submittedUrl, webhook }: Pick<Joiner, 'metadata' | 'submittedUrl' | 'webhook'>,
): boolean =>
  member.deadline_at === null &&
  member.submitted_url === submittedUrl &&
  member.webhook === webhook &&
  isDeepStrictEqual(member.metadata, metadata);
