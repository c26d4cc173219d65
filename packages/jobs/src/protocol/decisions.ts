import type { Random } from '@sets/clock';
import { isTerminal, type ProblemError, toJobError } from '@sets/contract';
import type { JobDocument } from '../documents/job-document.ts';
import type { JobPolicy } from '../policy.ts';
import { type Blame, isFree } from './blame.ts';
import { type Allowance, type Ending, endWithProblem, exhausted } from './end-job.ts';
import type { JobPatch } from './job-patch.ts';
import type { Moment } from './moment.ts';

/**
 * The protocol as pure functions: each takes a job as read, the server's time of that read, and says what to commit
 * under the precondition that the job has not changed since. The model check explores exactly these functions.
 */

export const leaseIsLive = (job: JobDocument, { nowMs, policy }: Moment): boolean =>
  job.status === 'running' && job.lease !== null && nowMs - job.lease.renewed_at <= policy.leaseMs;

/** Whether it may be why its owners vanished: it begins only beside few others. */
export const isSuspect = ({ deaths }: Pick<JobDocument, 'deaths'>, policy: JobPolicy): boolean =>
  deaths >= policy.suspectDeaths;

/** Claimed and held back: a running job gets its first stage when it begins. */
const isHeldBack = ({ status, stage }: JobDocument): boolean => status === 'running' && stage === null;

/** Milliseconds under a lease until its last sign of life. */
const leasedMs = (job: JobDocument): number =>
  job.lease === null ? 0 : Math.max(0, job.lease.renewed_at - job.lease.claimed_at);

/**
 * A job whose owner vanished pays for it with an allowance of its own: it need not be the post's fault. It cannot be
 * where the job had not begun.
 */
function afterLoss(job: JobDocument): JobDocument {
  if (job.status !== 'running' || isHeldBack(job)) {
    return job;
  }
  return { ...job, deaths: job.deaths + 1, worked_ms: job.worked_ms + leasedMs(job) };
}

/** Of a job with its shared deadline, where members may wish for another than its own. */
export const endsByTime = ({ deadline_at }: JobDocument, nowMs: number): boolean => nowMs >= deadline_at;

/** The allowance that a job has used up, or null. */
function usedUp(job: JobDocument, { nowMs, policy }: Moment): Allowance | null {
  const spent: readonly (readonly [Allowance, boolean])[] = [
    ['deadline', endsByTime(job, nowMs)],
    ['work_time', job.worked_ms >= policy.maxWorkMs],
    ['deaths', job.deaths > policy.maxDeaths],
    ['attempts', job.attempt > policy.maxAttempts],
    ['model_calls', job.model_calls >= policy.maxModelCalls],
  ];
  return spent.find(([, isSpent]) => isSpent)?.[0] ?? null;
}

/** The ending that a job has earned by using up an allowance, or null. */
export function overdrawn(job: JobDocument, at: Moment, last = job.error?.code): Ending | null {
  const allowance = usedUp(job, at);
  if (allowance === null) {
    return null;
  }
  if (allowance === 'deadline' || allowance === 'work_time') {
    return endWithProblem(job, 'expired', exhausted('job_expired', allowance, last), at);
  }
  return endWithProblem(job, 'failed', exhausted('attempts_exhausted', allowance, last), at);
}

export interface Claimant {
  readonly owner: string;
  readonly region: string;
  readonly nonce: string;
}

export type ClaimDecision =
  | { readonly kind: 'terminal' }
  | { readonly kind: 'leased' }
  | { readonly kind: 'end'; readonly ending: Ending }
  | { readonly kind: 'claim'; readonly patch: JobPatch };

/** Any delivery may claim an unowned live job, whatever dispatch it came from. */
export function decideClaim(job: JobDocument, claimant: Claimant, at: Moment): ClaimDecision {
  const { nowMs, policy } = at;
  if (isTerminal(job.status)) {
    return { kind: 'terminal' };
  }
  if (leaseIsLive(job, at)) {
    return { kind: 'leased' };
  }
  const next = afterLoss(job);
  const ending = overdrawn(next, at);
  if (ending !== null) {
    return { kind: 'end', ending };
  }
  return {
    kind: 'claim',
    patch: {
      status: 'running',
      stage: isSuspect(next, policy) ? null : 'resolving',
      deaths: next.deaths,
      worked_ms: next.worked_ms,
      epoch: job.epoch + 1,
      lease: { ...claimant, claimed_at: nowMs },
      wake_at: nowMs + policy.leaseMs,
      wake_delay_ms: policy.queuedGraceMs,
      started_at: job.started_at ?? nowMs,
    },
  };
}

/** A suspect that was held back begins; its time counts from now on. */
export const beginning = ({ lease }: JobDocument, { nowMs }: Moment): JobPatch => ({
  stage: 'resolving',
  lease: lease === null ? 'renew' : { ...lease, claimed_at: nowMs },
});

export const renewal = ({ nowMs, policy }: Moment): JobPatch => ({
  lease: 'renew',
  wake_at: nowMs + policy.leaseMs,
});

/** Not later than the job may end by a wish. */
const lookBy = ({ asked_deadline_at }: JobDocument, wakeMs: number, nowMs: number): number =>
  asked_deadline_at !== null && nowMs < asked_deadline_at ? Math.min(wakeMs, asked_deadline_at) : wakeMs;

/** Back to the queue under a new task; `delayMs` from now at the earliest. */
function requeue(job: JobDocument, delayMs: number, { nowMs, policy }: Moment): JobPatch {
  return {
    status: 'queued',
    stage: null,
    lease: null,
    attempt: job.attempt,
    deaths: job.deaths,
    waits: job.waits,
    doubts: job.doubts,
    worked_ms: job.worked_ms,
    model_calls: job.model_calls,
    dispatch_no: job.dispatch_no + 1,
    wake_at: lookBy(job, nowMs + delayMs + policy.queuedGraceMs, nowMs),
    wake_delay_ms: policy.queuedGraceMs,
  };
}

/** A hint of the upstream is kept, with up to a second of jitter so that its waiters do not come back as one. */
export function backoffMs(attempt: number, hintMs: number | undefined, policy: JobPolicy, random: Random): number {
  const { baseMs, capMs, maxHintMs } = policy.backoff;
  if (hintMs !== undefined) {
    return Math.round(Math.min(Math.max(hintMs, 0), maxHintMs) + random() * 1_000);
  }
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
}

/** Grows with each wait; between half and all of it, and never before the time that the upstream asked for. */
export function outageWaitMs(waits: number, hintMs: number | undefined, policy: JobPolicy, random: Random): number {
  const { firstMs, capMs } = policy.outageWait;
  const waitMs = Math.min(capMs, firstMs * 2 ** waits) * (0.5 + random() / 2);
  return Math.round(Math.max(waitMs, Math.min(hintMs ?? 0, policy.backoff.maxHintMs)));
}

export type RetryDecision =
  | { readonly kind: 'end'; readonly ending: Ending }
  | { readonly kind: 'requeue'; readonly patch: JobPatch };

export interface Setback {
  readonly problem: ProblemError;
  readonly delayMs: number;
  readonly blame: Blame;
  /** Model calls of all attempts that were answered. Where the failure is nobody's, the others are forgotten. */
  readonly paidCalls: number;
}

/** Takes back the attempts in doubt that met other problems than those that are kept. */
function giveBack(job: JobDocument, isKept: (code: string) => boolean): JobDocument {
  const doubts = job.doubts.filter(isKept);
  return { ...job, doubts, attempt: job.attempt - (job.doubts.length - doubts.length) };
}

function afterSetback(job: JobDocument, { problem: { code }, blame, paidCalls }: Setback, at: Moment): JobDocument {
  if (isFree(blame)) {
    const waiting = { ...job, waits: job.waits + 1, model_calls: paidCalls };
    // The outage had begun when attempts in doubt met the same.
    return blame === 'outage' ? giveBack(waiting, (one) => one !== code) : waiting;
  }
  const next = { ...job, attempt: job.attempt + 1, worked_ms: job.worked_ms + workedNow(job, at) };
  if (next.attempt <= at.policy.maxAttempts) {
    return { ...next, doubts: blame === 'in_doubt' ? [...job.doubts, code] : job.doubts };
  }
  // A post whose own fault it is meets the same again. Attempts in doubt that met something else have met outages.
  return giveBack(next, (one) => one === code);
}

/** The owner met a failure that may pass. `job` is as the owner knows it, with its calls and work counted. */
export function decideRetry(job: JobDocument, setback: Setback, at: Moment): RetryDecision {
  const { problem, delayMs } = setback;
  const next = afterSetback(job, setback, at);
  const ending = overdrawn(next, at, problem.code);
  if (ending !== null) {
    return { kind: 'end', ending };
  }
  // Whoever polls meanwhile sees what the attempt met.
  const patch = { ...requeue(next, delayMs, at), error: toJobError(problem) };
  return { kind: 'requeue', patch };
}

/** The owner gives the job away unfinished, at no cost to the job but the work done. */
export const handBackPatch = (job: JobDocument, at: Moment): JobPatch =>
  requeue({ ...job, worked_ms: job.worked_ms + workedNow(job, at) }, 0, at);

const workedNow = (job: JobDocument, { nowMs }: Moment): number =>
  job.lease === null || isHeldBack(job) ? 0 : Math.max(0, nowMs - job.lease.claimed_at);

export type SweepDecision =
  | { readonly kind: 'skip' }
  | { readonly kind: 'end'; readonly ending: Ending }
  | { readonly kind: 'requeue'; readonly patch: JobPatch }
  /** The job waits for its task: look for it, then `postponePatch` or `redispatchPatch`. */
  | { readonly kind: 'ask_queue' }
  /** It has ended, and receivers of webhooks may not have been told. */
  | { readonly kind: 'tell' };

export function decideSweep(job: JobDocument, at: Moment): SweepDecision {
  if (job.wake_at === undefined || job.wake_at > at.nowMs) {
    return { kind: 'skip' };
  }
  if (isTerminal(job.status)) {
    return { kind: job.owes === 'end' ? 'tell' : 'skip' };
  }
  if (leaseIsLive(job, at)) {
    return { kind: 'skip' };
  }
  const next = afterLoss(job);
  const ending = overdrawn(next, at);
  if (ending !== null) {
    return { kind: 'end', ending };
  }
  if (job.status === 'running') {
    return { kind: 'requeue', patch: requeue(next, 0, at) };
  }
  return { kind: 'ask_queue' };
}

/** Its task is there, or its queue is paused: look again later, each time twice as late. */
export function postponePatch(job: JobDocument, { nowMs, policy }: Moment): JobPatch {
  const delayMs = Math.min(policy.maxPostponeMs, job.wake_delay_ms * 2);
  return { wake_at: lookBy(job, Math.min(nowMs + delayMs, job.deadline_at), nowMs), wake_delay_ms: delayMs };
}

/** Its task is gone, or `region` is to have it instead. */
export const redispatchPatch = (job: JobDocument, region: string, at: Moment): JobPatch => ({
  ...requeue(job, 0, at),
  region,
});
