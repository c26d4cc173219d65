import { randomBytes } from 'node:crypto';
import { inRounds, MalformedDocumentError } from '@sets/store-kit';
import type { JobsContext } from '../jobs-context.ts';
import { decideClaim } from '../protocol/decisions.ts';
import { getJob } from '../read/get-job.ts';
import { commitChange } from './commit-change.ts';
import { createJobLease, type JobLease } from './job-lease.ts';

export interface ClaimInput {
  /** The instance that claims. */
  readonly owner: string;
  readonly region: string;
}

/** Everything but `claimed` means that this delivery has nothing to do. */
export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly lease: JobLease }
  | { readonly kind: 'terminal' }
  | { readonly kind: 'leased' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'malformed'; readonly error: Error };

/**
 * Takes a live job that nobody owns: one read, one fenced write.
 *
 * @throws ProblemError `storage_unavailable`, so that the delivery is tried again
 */
export async function claimJob(context: JobsContext, id: string, { owner, region }: ClaimInput): Promise<ClaimOutcome> {
  const claimant = { owner, region, nonce: randomBytes(12).toString('base64url') };
  try {
    return await inRounds(`claim of ${id}`, async () => {
      const seen = await getJob(context, id);
      if (seen === null) {
        return { kind: 'unknown' };
      }
      // Our own claim: an earlier round was applied although its answer was lost.
      if (seen.job.lease?.nonce === claimant.nonce) {
        return { kind: 'claimed', lease: createJobLease(context, seen) };
      }
      const decision = decideClaim(seen.job, claimant, { nowMs: seen.asOfMs, policy: context.policy });
      if (decision.kind === 'terminal' || decision.kind === 'leased') {
        return { kind: decision.kind };
      }
      const change = decision.kind === 'end' ? decision : ({ kind: 'patch', patch: decision.patch } as const);
      const outcome = await commitChange(context, { step: 'claim', seen, change });
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
