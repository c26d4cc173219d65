import type { StoreContext } from '@sets/store-kit';
import type { ResultCache } from './cache/result-cache.ts';
import type { CrashHook } from './crash-points.ts';
import { type CancelInput, cancelJob } from './jobs/cancel-job.ts';
import { type ClaimInput, type ClaimOutcome, claimJob } from './jobs/claim-job.ts';
import { getJob } from './jobs/get-job.ts';
import type { JobPage } from './jobs/job-pages.ts';
import type { JobSnapshot } from './jobs/job-snapshot.ts';
import { type ListJobsInput, listJobs } from './jobs/list-jobs.ts';
import { type LookupOutcome, lookupResult } from './jobs/lookup-result.ts';
import type { SubmitInput } from './jobs/new-job.ts';
import { type SubmitOutcome, type Submitting, submitJob } from './jobs/submit-job.ts';
import { type SweepInput, type SweepReport, sweepJobs } from './jobs/sweep-jobs.ts';
import { type WatchOptions, watchJob } from './jobs/watch-job.ts';
import { DEFAULT_JOB_POLICY, type JobPolicy } from './policy.ts';
import type { JobsContext } from './store/jobs-context.ts';

export interface JobStoreOptions {
  readonly store: StoreContext;
  readonly cache: ResultCache;
  readonly policy?: Partial<JobPolicy>;
  /** Chaos tests kill the process here. */
  readonly crashPoint?: CrashHook;
}

/** Jobs and results in Firestore, with their tasks. Each operation is one file in `jobs/`; its contract is there. */
export interface JobStore {
  submitJob(input: SubmitInput): Promise<SubmitOutcome>;
  getJob(id: string): Promise<JobSnapshot | null>;
  listJobs(input: ListJobsInput): Promise<JobPage>;
  watchJob(id: string, options: WatchOptions, onChange: (snapshot: JobSnapshot) => void): Promise<JobSnapshot | null>;
  claimJob(id: string, input: ClaimInput): Promise<ClaimOutcome>;
  cancelJob(id: string, input: CancelInput): Promise<JobSnapshot>;
  sweepJobs(input: SweepInput): Promise<SweepReport>;
  lookupResult(key: string): Promise<LookupOutcome | null>;
  /** For operations beside the lifecycle: fleet and ops. */
  readonly context: JobsContext;
}

export function createJobStore({ store, cache, crashPoint = () => {}, ...options }: JobStoreOptions): JobStore {
  const context: JobsContext = { ...store, cache, crashPoint, policy: { ...DEFAULT_JOB_POLICY, ...options.policy } };
  const submitting: Submitting = new Map();
  const lookingUp = new Map<string, Promise<LookupOutcome | null>>();
  return {
    submitJob: (input) => submitJob(context, submitting, input),
    getJob: (id) => getJob(context, id),
    listJobs: (input) => listJobs(context, input),
    watchJob: (id, watch, onChange) => watchJob(context, id, watch, onChange),
    claimJob: (id, input) => claimJob(context, id, input),
    cancelJob: (id, input) => cancelJob(context, id, input),
    sweepJobs: (input) => sweepJobs(context, input),
    lookupResult: (key) => lookupResult(context, lookingUp, key),
    context,
  };
}
