export { checkRedis } from './cache/check-redis.ts';
export { createMemoryTier, type MemoryTier, type MemoryTierOptions } from './cache/memory-tier.ts';
export { createRedisTier, type RedisTier, type RedisTierOptions } from './cache/redis-tier.ts';
export { type CacheTier, createResultCache, type ResultCache, type ResultCacheOptions } from './cache/result-cache.ts';
export { connectConfiguredStore } from './connect-configured-store.ts';
export { type ConnectJobStoreOptions, connectJobStore } from './connect-job-store.ts';
export { CRASH_POINTS, type CrashHook, type CrashPoint, createCrashHook } from './crash-points.ts';
export { createJobStore, type JobStore, type JobStoreOptions } from './job-store.ts';
export type { CancelInput } from './jobs/cancel-job.ts';
export type { ClaimInput, ClaimOutcome } from './jobs/claim-job.ts';
export {
  type Findings,
  type JobLease,
  type LeaseBudget,
  LeaseLostError,
  type LeaseOutcome,
  type ProgressPatch,
  type RetryOutcome,
} from './jobs/job-lease.ts';
export { decodeCursor, encodeCursor, type JobCursor, type JobPage } from './jobs/job-pages.ts';
export type { JobSnapshot } from './jobs/job-snapshot.ts';
export type { ListJobsInput } from './jobs/list-jobs.ts';
export type { LookupOutcome } from './jobs/lookup-result.ts';
export type { SubmitInput } from './jobs/new-job.ts';
export type { SubmitHit, SubmitOutcome } from './jobs/submit-job.ts';
export type { SweepInput, SweepReport } from './jobs/sweep-jobs.ts';
export type { WatchOptions } from './jobs/watch-job.ts';
export { createLinkMemory, type LinkMemory } from './links/link-memory.ts';
export { normaliseLanguage } from './normalise-language.ts';
export { type CleanUpReport, cleanUp } from './ops/clean-up.ts';
export { invalidateResult } from './ops/invalidate-result.ts';
export type { JobFilter } from './ops/job-filter.ts';
export { purgeJobs } from './ops/purge-jobs.ts';
export { type ReplayOptions, type ReplayOutcome, replayJob, replayJobs } from './ops/replay-jobs.ts';
export { countJobs, type SearchJobsInput, searchJobs } from './ops/search-jobs.ts';
export { DEFAULT_JOB_POLICY, type JobPolicy, SHARDS } from './policy.ts';
export type { JobOutcome } from './protocol/end-job.ts';
export type { LossReason } from './protocol/settle-write.ts';
export { readableKey, resultKey } from './result-key.ts';
export { type ToJobOptions, toJob, toJobFromValue } from './to-job.ts';
