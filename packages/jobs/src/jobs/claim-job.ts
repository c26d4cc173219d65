import { randomBytes } from 'node:crypto';
import {
  isConflict,
  isTransient,
  MalformedDocumentError,
  readDocument,
  storageUnavailable,
  withTimeout,
} from '@sets/store-kit';
import type { JobDocument } from '../documents.ts';
import { decideClaim } from '../protocol/decisions.ts';
import { applyPatch } from '../protocol/job-patch.ts';
import { decodeJob, encodeJobPatch } from '../store/codec.ts';
import { addEnding } from '../store/commit-ending.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { isJobId, jobRef } from '../store/refs.ts';
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

const MAX_ROUNDS = 5;

/**
 * Takes a live job that nobody owns: one read, one fenced write. Throws ProblemError `storage_unavailable` when
 * Firestore does not answer, so that the delivery is tried again.
 */
export async function claimJob(context: JobsContext, id: string, { owner, region }: ClaimInput): Promise<ClaimOutcome> {
  if (!isJobId(id)) {
    return { kind: 'unknown' };
  }
  const { firestore, policy, clock, crashPoint, serverTime } = context;
  const ref = jobRef(firestore, id);
  const claimant = { owner, region, nonce: randomBytes(12).toString('base64url') };
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const snapshot = await readDocument(context, ref);
    let job: JobDocument | null;
    try {
      job = decodeJob(snapshot);
    } catch (error) {
      if (error instanceof MalformedDocumentError) {
        return { kind: 'malformed', error };
      }
      throw error;
    }
    if (job === null || snapshot.updateTime === undefined) {
      return { kind: 'unknown' };
    }
    // Our own claim: an earlier round was applied although its answer was lost.
    if (job.lease?.nonce === claimant.nonce) {
      return { kind: 'claimed', lease: createJobLease(context, id, job, snapshot.updateTime) };
    }
    const decision = decideClaim(id, job, claimant, snapshot.readTime.toMillis(), policy);
    if (decision.kind === 'terminal' || decision.kind === 'leased') {
      return { kind: decision.kind };
    }
    const batch = firestore.batch();
    const precondition = { lastUpdateTime: snapshot.updateTime };
    if (decision.kind === 'end') {
      addEnding(batch, firestore, id, job.key, decision.ending, precondition);
    } else {
      batch.update(ref, encodeJobPatch(decision.patch), precondition);
    }
    await crashPoint('claim.before_commit');
    try {
      const [write] = await withTimeout(batch.commit(), policy.storeTimeoutMs, clock);
      await crashPoint('claim.after_commit');
      if (decision.kind === 'end') {
        return { kind: 'terminal' };
      }
      const writeTime = write?.writeTime ?? snapshot.updateTime;
      serverTime.observe(writeTime);
      const claimed = applyPatch(job, decision.patch, writeTime.toMillis());
      return { kind: 'claimed', lease: createJobLease(context, id, claimed, writeTime) };
    } catch (error) {
      if (!isConflict(error) && !isTransient(error)) {
        throw error;
      }
    }
  }
  throw storageUnavailable(new Error(`claim of ${id} lost ${MAX_ROUNDS} rounds`));
}
