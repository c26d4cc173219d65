export { encodeCursor } from '@sets/store-kit';
export type { DayCharges } from './charges/sum-charges.ts';
export { CRASH_POINTS, type CrashHook, type CrashPoint, createCrashHook } from './crash-points.ts';
export { createConfiguredJobs } from './create-configured-jobs.ts';
export {
  createJobs,
  type Files,
  type JobCharges,
  type JobFeedback,
  type JobOps,
  type Jobs,
  type JobsFacades,
  type JobViews,
} from './create-jobs.ts';
export { type Charge, NOTHING_SPENT, type Spent } from './documents/charge.ts';
export { JOBS_INDEXES } from './documents/indexes.ts';
export type { ResultKeyParts } from './documents/result-document.ts';
export type { ClaimOutcome } from './lifecycle/claim-job.ts';
export type { JobLease } from './lifecycle/job-lease.ts';
export type { Announce } from './lifecycle/job-news.ts';
export { createRefusalGauge } from './lifecycle/refusal-gauge.ts';
export type { JobFilter } from './ops/job-filter.ts';
export type { ReplayOptions, ReplayOutcome } from './ops/replay-job.ts';
export type { Replay, ReplayPortion } from './ops/replays.ts';
export { DEFAULT_JOB_POLICY } from './policy.ts';
export type { Blame } from './protocol/blame.ts';
export type { JobOutcome } from './protocol/end-job.ts';
export { decodeCursor } from './read/job-pages.ts';
export type { JobSnapshot } from './read/job-snapshot.ts';
export { toJob, toJobFromValue } from './read/to-job.ts';
export { answerText } from './results/answer-parts.ts';
export { checkRedis } from './results/check-redis.ts';
export type { LocatedResult } from './results/locate-result.ts';
export type { LookupOutcome } from './results/lookup-outcome.ts';
export { resultKey } from './results/result-key.ts';
export type { IdempotentRequest } from './submit/idempotency.ts';
export type { SubmitOutcome } from './submit/submit-outcome.ts';
export { bodyOfView, isOver, type JobView, updatedOfView, versionOfView } from './views/job-view.ts';
