import { DAY_MS } from '@sets/clock';
import { type JobError, PROBLEMS, type ProblemCode, ProblemError, toJobError } from '@sets/contract';
import { cutOffCharge, settledCharge } from '../documents/charge.ts';
import { type JobDocument, NOBODY } from '../documents/job-document.ts';
import { keyPartsIn, type ResultValue } from '../documents/result-document.ts';
import { publicSource } from '../results/public-source.ts';
import type { JobPatch, ResultPatch } from './job-patch.ts';
import type { Moment } from './moment.ts';

/** What a worker found out. */
export interface JobOutcome {
  readonly result: Record<string, unknown>;
  readonly warnings: JobDocument['warnings'];
  readonly evidence: Record<string, unknown> | null;
  readonly usage: JobDocument['usage'];
  readonly timings_ms: JobDocument['timings_ms'];
  readonly source?: JobDocument['source'];
}

/** Whether somebody is told by webhook what becomes of it. */
export const tellsReceivers = ({ webhook, webhook_members }: JobDocument): boolean =>
  webhook !== null || webhook_members;

/** Everybody who asked for it has been told of the end. */
export const TOLD: JobPatch = Object.freeze({ owes: null, wake_at: null });

/** One terminal transition: both halves belong in the same commit, so that no flight outlives its job. */
export interface Ending {
  readonly job: JobPatch;
  readonly results: ResultPatch;
}

/** How a job ends without a result. */
type BadEnd = 'failed' | 'expired' | 'canceled';

export function endWithResult(job: JobDocument, outcome: JobOutcome, { nowMs, policy }: Moment): Ending {
  // Its worker has the link as it was at the claim; meanwhile whoever submitted it may have deleted it.
  const source = { ...(outcome.source ?? job.source), submitted_url: job.source.submitted_url };
  const value: ResultValue = {
    kind: 'ready',
    job_id: job.id,
    result: outcome.result,
    error: null,
    warnings: outcome.warnings,
    source: publicSource(source),
    evidence: outcome.evidence,
    usage: outcome.usage,
    timings_ms: outcome.timings_ms,
    attempt: job.attempt,
    accepted_at: job.created_at,
    created_at: nowMs,
    fresh_until: nowMs + policy.freshMs,
    expires_at: nowMs + policy.freshMs + policy.staleMs,
  };
  return {
    job: {
      ...ended(job, { nowMs, policy }),
      status: 'succeeded',
      progress: 1,
      source: job.caller === NOBODY ? publicSource(source) : source,
      result: outcome.result,
      warnings: outcome.warnings,
      evidence: outcome.evidence,
      usage: outcome.usage,
      timings_ms: outcome.timings_ms,
      error: null,
      expires_at: Math.min(nowMs + policy.freshMs + policy.staleMs + DAY_MS, job.expires_at),
    },
    results: { ...keyPartsIn(job), kind: 'value', value, forceAfter: nowMs + policy.forcePauseMs },
  };
}

/** Fails, expires or cancels a job. A failure that would meet the next try too is remembered for a while. */
export function endWithProblem(
  job: JobDocument,
  status: BadEnd,
  problem: ProblemError,
  { nowMs, policy }: Moment,
): Ending {
  const error = toJobError(problem);
  const negativeMs = status === 'failed' ? policy.negativeMs[problem.code] : undefined;
  return {
    job: {
      ...ended(job, { nowMs, policy }),
      ...(status === 'failed' || job.lease === null ? {} : { charge: cutOffCharge(job.charge, job.spent) }),
      ...{
        status,
        error,
        dead: !asWished(job, nowMs) && isDead(status, negativeMs),
      },
    },
    results: { ...keyPartsIn(job), ...resultsAfterProblem(job, { status, error, negativeMs }, { nowMs, policy }) },
  };
}

/** Whoever gave a job so little time has what it asked for, and an operator nothing to look at. */
const asWished = ({ asked_deadline_at }: JobDocument, nowMs: number): boolean =>
  asked_deadline_at !== null && nowMs >= asked_deadline_at;

/** A remembered failure is the post's own; every other one but a cancel may go better another time. */
const isDead = (status: BadEnd, negativeMs: number | undefined): boolean =>
  status === 'expired' || (status === 'failed' && negativeMs === undefined);

interface Problem {
  readonly status: BadEnd;
  readonly error: JobError;
  /** How long it is remembered; undefined when it is not. */
  readonly negativeMs: number | undefined;
}

function resultsAfterProblem(job: JobDocument, { status, error, negativeMs }: Problem, { nowMs, policy }: Moment) {
  const forceAfter = nowMs + policy.forcePauseMs;
  if (job.refreshes) {
    const pause = status === 'canceled' ? null : { code: error.code, until: nowMs + policy.refreshPauseMs };
    return { kind: 'keep_value' as const, refreshFailed: pause, forceAfter };
  }
  if (negativeMs === undefined) {
    return { kind: 'forget' as const };
  }
  const value: ResultValue = {
    kind: 'negative',
    job_id: job.id,
    result: null,
    error,
    warnings: job.warnings,
    source: publicSource(job.source),
    evidence: null,
    usage: job.usage,
    timings_ms: job.timings_ms,
    attempt: job.attempt,
    accepted_at: job.created_at,
    created_at: nowMs,
    fresh_until: nowMs + negativeMs,
    expires_at: nowMs + negativeMs,
  };
  return { kind: 'value' as const, value, forceAfter };
}

const ended = (job: JobDocument, at: Moment): JobPatch => ({
  ...{ stage: null, lease: null, finished_at: at.nowMs },
  ...owed(job, at),
  // While it was alive its owner needed the whole address.
  ...(job.caller === NOBODY ? { source: publicSource(job.source) } : {}),
  charge: settledCharge(job.charge, job.spent),
});

/** Nothing is owed to a job that has ended, unless receivers of webhooks must be told of it. */
const owed = (job: JobDocument, { nowMs, policy }: Moment): JobPatch =>
  tellsReceivers(job) ? { owes: 'end', wake_at: nowMs + policy.tellGraceMs } : { wake_at: null };

/** What a job may use up, and what is said when it has. */
export type Allowance = 'attempts' | 'model_calls' | 'deaths' | 'work_time' | 'deadline';

const USED_UP: Readonly<Record<Allowance, string>> = {
  attempts: 'All its attempts met a fault',
  model_calls: 'It has made all the model calls that it may make',
  deaths: 'Too many workers ended while they worked on it',
  work_time: 'It was worked on for as long as it may be',
  deadline: 'Its deadline has passed',
};

/** Names the allowance that ran out, and the problem that was met last, where one is known. */
export function exhausted(
  code: 'attempts_exhausted' | 'job_expired',
  allowance: Allowance,
  last: ProblemCode | undefined,
): ProblemError {
  const met = last === undefined || last === code ? '' : ` The last problem: ${PROBLEMS[last].title}`;
  return new ProblemError(code, { detail: `${USED_UP[allowance]}.${met}` });
}
