import { randomBytes } from 'node:crypto';
import type { CarriedJob } from '@sets/contract';
import { inRounds, MalformedDocumentError } from '@sets/store-kit';
import { carriedJob } from '../documents/carried-job.ts';
import type { JobsContext } from '../jobs-context.ts';
import { decideClaim } from '../protocol/decisions.ts';
import { getJob } from '../read/get-job.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { commitChange } from './commit-change.ts';
import { createJobLease } from './create-job-lease.ts';
import type { JobLease } from './job-lease.ts';
import { judged } from './waiting-members.ts';

export interface ClaimInput {
  /** The instance that claims. */
  readonly owner: string;
  readonly region: string;
  /** The job as its task carried it. */
  readonly asCreated?: CarriedJob | undefined;
}

/** Everything but `claimed` means that this delivery has nothing to do. */
export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly lease: JobLease }
  | { readonly kind: 'terminal' }
  | { readonly kind: 'leased' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'malformed'; readonly error: Error };

/**
 * Takes a live job that nobody owns: one fenced write, on the job as its first task carried it. When that is refused or
 * not answered, and for every other task, it is read first.
 *
 * @throws ProblemError `storage_unavailable`, so that the delivery is tried again
 */
export async function claimJob(context: JobsContext, id: string, input: ClaimInput): Promise<ClaimOutcome> {
  const { owner, region } = input;
  const claimant = { owner, region, nonce: randomBytes(12).toString('base64url') };
  let carried = input.asCreated === undefined ? null : await unread(context, id, input.asCreated);
  try {
    return await inRounds(`claim of ${id}`, async () => {
      const seen = carried ?? (await getJob(context, id));
      carried = null;
      if (seen === null) {
        return { kind: 'unknown' };
      }
      // Our own claim: an earlier round was applied although its answer was lost.
      if (seen.job.lease?.nonce === claimant.nonce) {
        return { kind: 'claimed', lease: createJobLease(context, seen) };
      }
      const { job, onlyIf } = await judged(context, seen);
      const decision = decideClaim(job, claimant, { nowMs: seen.asOfMs, policy: context.policy });
      if (decision.kind === 'terminal' || decision.kind === 'leased') {
        return { kind: decision.kind };
      }
      const change = decision.kind === 'end' ? decision : ({ kind: 'patch', patch: decision.patch } as const);
      const condition = decision.kind === 'end' && onlyIf !== undefined ? { onlyIf } : {};
      const outcome = await commitChange(context, { step: 'claim', seen, change, ...condition });
      if (outcome.kind !== 'applied') {
        return undefined;
      }
      return decision.kind === 'end'
        ? { kind: 'terminal' }
        : { kind: 'claimed', lease: createJobLease(context, outcome.after) };
    });
  } catch (error) {
    if (error instanceof MalformedDocumentError) {
      return { kind: 'malformed', error };
    }
    throw error;
  }
}

/**
 * The job that the task carried, to be claimed under its version: nobody can have touched it then. Null when only a read
 * could tell what the job has come to: its deadline may have passed.
 */
async function unread({ documents }: JobsContext, id: string, asCreated: CarriedJob): Promise<JobSnapshot | null> {
  const carried = carriedJob(id, asCreated);
  if (carried === null) {
    return null;
  }
  const asOfMs = await documents.serverTime();
  return asOfMs < carried.job.deadline_at ? { ...carried, asOfMs } : null;
}
