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
 * @throws ProblemError `storage_unavailable`
 */
export async function joinJob({ documents }: JobsContext, id: string, joiner: Joiner): Promise<JobSnapshot | null> {
  return await documents.transact('join', async (reads) => {
    const found = toJobSnapshot(await reads.read(jobPath(id)));
    if (found === null || isTerminal(found.job.status)) {
      return { value: null, writes: [] };
    }
    const path = documentPath(membersOf(id), memberId(joiner));
    const fields = encodeMember({ ...joiner, joined_at: found.asOfMs, expires_at: found.job.expires_at });
    return { value: found, writes: [{ kind: 'replace', path, fields }] };
  });
}
