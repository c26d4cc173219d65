import { createHash } from 'node:crypto';
import { isTerminal } from '@sets/contract';
import { documentPath } from '@sets/store-kit';
import { encodeMember } from '../documents/codec.ts';
import { jobPath, membersOf } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';

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
 *
 * A member is written once, and those who join as the same one at the same time share one transaction: a post that
 * many ask for costs its job one member, not one write for each of them.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function joinJob(context: JobsContext, id: string, joiner: Joiner): Promise<JobSnapshot | null> {
  const path = documentPath(membersOf(id), memberId(joiner));
  return await context.joining.run(path, () => writeMember(context, { id, path, joiner }));
}

interface Membership {
  readonly id: string;
  readonly path: string;
  readonly joiner: Joiner;
}

async function writeMember({ documents }: JobsContext, { id, path, joiner }: Membership): Promise<JobSnapshot | null> {
  return await documents.transact('join', async (reads) => {
    const [job, member] = await Promise.all([reads.read(jobPath(id)), reads.read(path)]);
    const found = toJobSnapshot(job);
    if (found === null || isTerminal(found.job.status)) {
      return { value: null, writes: [] };
    }
    if (member.fields !== undefined) {
      return { value: found, writes: [] };
    }
    const fields = encodeMember({ ...joiner, joined_at: found.asOfMs, expires_at: found.job.expires_at });
    return { value: found, writes: [{ kind: 'replace', path, fields }] };
  });
}
