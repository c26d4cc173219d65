import type { JobDocument, Lease } from '../documents/job-document.ts';
import type { ResultKeyParts, ResultValue } from '../documents/result-document.ts';

/** A new lease; `renewed_at` is the server's to set. */
export type LeaseGrant = Omit<Lease, 'renewed_at'>;

/** A change to one job. `wake_at: null` removes it; `lease: 'renew'` sets `renewed_at` to the server's time. */
export type JobPatch = Partial<Omit<JobDocument, 'id' | 'wake_at' | 'lease'>> & {
  readonly wake_at?: number | null;
  readonly lease?: LeaseGrant | 'renew' | null;
};

/** A change to the `results` document of a job that ends: its flight goes, and what was learnt may stay. */
export type ResultPatch = ResultKeyParts &
  (
    | { readonly kind: 'value'; readonly value: ResultValue; readonly forceAfter: number }
    | { readonly kind: 'forget' }
    | {
        readonly kind: 'keep_value';
        readonly refreshFailed: { readonly code: string; readonly until: number } | null;
        readonly forceAfter: number;
      }
  );

/** The job as it is after `patch` was committed at `nowMs`. */
export function applyPatch(job: JobDocument, patch: JobPatch, nowMs: number): JobDocument {
  const { wake_at, lease, ...fields } = patch;
  const { wake_at: wakeBefore, ...before } = job;
  const wake = wake_at === undefined ? wakeBefore : wake_at;
  return {
    ...before,
    ...fields,
    ...(wake === undefined || wake === null ? {} : { wake_at: wake }),
    lease: leaseAfter(job.lease, lease, nowMs),
  };
}

function leaseAfter(before: Lease | null, change: JobPatch['lease'], nowMs: number): Lease | null {
  if (change === undefined) {
    return before;
  }
  if (change === 'renew') {
    return before === null ? null : { ...before, renewed_at: nowMs };
  }
  return change === null ? null : { ...change, renewed_at: nowMs };
}
