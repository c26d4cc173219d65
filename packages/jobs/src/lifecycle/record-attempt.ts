import { isDeepStrictEqual } from 'node:util';
import { type Attempt, withAttempt } from '../documents/attempt.ts';
import type { JobDocument, Lease } from '../documents/job-document.ts';
import type { JobChange } from '../protocol/job-change.ts';
import type { JobPatch } from '../protocol/job-patch.ts';
import type { ChangedJob } from './changed-job.ts';

/** How a lease ended, and when. */
type End = Pick<Attempt, 'end' | 'ended_at' | 'code'>;

/**
 * The same change, with a record of the lease that it ends. Every change of a job passes here, so that the record is
 * true whoever ends a lease; what ends none stays as it is. `nowMs`: the server's time.
 */
export function recordAttempt(wanted: ChangedJob, nowMs: number): ChangedJob {
  const { seen, change } = wanted;
  const { job } = seen;
  const patch = change.kind === 'end' ? change.ending.job : change.patch;
  if (job.lease === null || !isOver(job.lease, patch)) {
    return wanted;
  }
  const attempt: Attempt = {
    epoch: job.epoch,
    region: job.lease.region,
    owner: job.lease.owner,
    claimed_at: job.lease.claimed_at,
    usd: (patch.spent ?? job.spent).usd,
    timings_ms: change.kind === 'end' ? {} : ownTimings(job, patch),
    ...endOf(wanted, job.lease, nowMs),
  };
  return { ...wanted, change: withPatch(change, { ...patch, attempts: withAttempt(job.attempts, attempt) }) };
}

/** Renewed, or begun by a suspect, it is the same one still. */
const isOver = (before: Lease, { lease }: JobPatch): boolean =>
  lease === null || (typeof lease === 'object' && lease.nonce !== before.nonce);

/** What an attempt that measured nothing leaves in its job are the times of one before. */
function ownTimings(job: JobDocument, patch: JobPatch): Attempt['timings_ms'] {
  const timings = patch.timings_ms ?? job.timings_ms;
  const measured = job.attempts.findLast((one) => Object.keys(one.timings_ms).length > 0);
  return isDeepStrictEqual(timings, measured?.timings_ms) ? {} : timings;
}

function endOf({ step, seen: { job }, change }: ChangedJob, lease: Lease, nowMs: number): End {
  // Nobody but its owner takes a lease that lives, unless the job ends with it.
  if (step === 'claim' || step === 'sweep') {
    return { end: 'lost', ended_at: lease.renewed_at, code: null };
  }
  if (change.kind === 'end') {
    const { status, error } = change.ending.job;
    const end = status === undefined || status === 'queued' || status === 'running' ? 'unknown' : status;
    return { end, ended_at: nowMs, code: error?.code ?? null };
  }
  if (step === 'hand_back') {
    return { end: 'handed_back', ended_at: nowMs, code: null };
  }
  const { waits = job.waits, error } = change.patch;
  return { end: waits > job.waits ? 'waits' : 'retried', ended_at: nowMs, code: error?.code ?? null };
}

const withPatch = (change: JobChange, patch: JobPatch): JobChange =>
  change.kind === 'end' ? { kind: 'end', ending: { ...change.ending, job: patch } } : { kind: 'patch', patch };
