import { type Clock, createSingleFlight, createTokenBucket, type Random } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import { type AuditDocument, connectRedis, listAudit, type Store } from '@sets/store-kit';
import type { Admit } from './admit.ts';
import { type ChargesQuery, countLive, type DayCharges, sumCharges } from './charges/sum-charges.ts';
import type { CrashHook } from './crash-points.ts';
import type { PostRef } from './documents/block-document.ts';
import type { FeedbackDocument } from './documents/feedback-document.ts';
import type { ResultKeyParts } from './documents/result-document.ts';
import { type FeedbackInput, giveFeedback } from './feedback/give-feedback.ts';
import { listFeedback } from './feedback/list-feedback.ts';
import { claimFile, type FileClaim, type FileClaimInput } from './files/claim-file.ts';
import type { JobsContext } from './jobs-context.ts';
import { type ClaimInput, type ClaimOutcome, claimJob } from './lifecycle/claim-job.ts';
import { createDispatchTrouble, type DispatchTroubleView } from './lifecycle/dispatch-trouble.ts';
import type { Announce } from './lifecycle/job-news.ts';
import { type SweepInput, type SweepReport, sweepJobs } from './lifecycle/sweep-jobs.ts';
import { createLinkMemory, type LinkMemory } from './links/link-memory.ts';
import { type CleanUpReport, cleanUp } from './ops/clean-up.ts';
import { type ForgetInput, type ForgetReport, forgetCaller } from './ops/forget-caller.ts';
import type { ForgetElsewhere } from './ops/forget-elsewhere.ts';
import { invalidateResult } from './ops/invalidate-result.ts';
import type { JobFilter } from './ops/job-filter.ts';
import { type BulkInput, purgeJobs } from './ops/purge-jobs.ts';
import { type ReplayOptions, type ReplayOutcome, replayJob } from './ops/replay-job.ts';
import { createReplay, listReplays, type Replay, type ReplayPortion, readReplay, runReplay } from './ops/replays.ts';
import { countJobs, type SearchJobsInput, searchJobs } from './ops/search-jobs.ts';
import { allowAgain, type TakeDownReport, takeDown } from './ops/take-down.ts';
import { DEFAULT_JOB_POLICY, type JobPolicy } from './policy.ts';
import { getJob } from './read/get-job.ts';
import type { JobPage } from './read/job-pages.ts';
import type { JobSnapshot } from './read/job-snapshot.ts';
import { type LocatedResult, locateResult } from './results/locate-result.ts';
import type { LookupOutcome } from './results/lookup-outcome.ts';
import { lookupResult } from './results/lookup-result.ts';
import { createMemoryTier } from './results/memory-tier.ts';
import { createRedisTier } from './results/redis-tier.ts';
import { createResultCache, type ResultCache } from './results/result-cache.ts';
import { beginBatch } from './submit/begin-batch.ts';
import { createBlockList } from './submit/block-list.ts';
import { createEarlierVersions } from './submit/earlier-versions.ts';
import type { IdempotentRequest } from './submit/idempotency.ts';
import type { SubmitInput } from './submit/new-job.ts';
import { submitJob } from './submit/submit-job.ts';
import type { SubmitOutcome } from './submit/submit-outcome.ts';
import { cancelView } from './views/cancel-view.ts';
import { deleteView } from './views/delete-view.ts';
import type { JobView } from './views/job-view.ts';
import { type ListViewsInput, listViews, type ViewPage } from './views/list-views.ts';
import { readView } from './views/read-view.ts';
import { type WatchViewOptions, watchView } from './views/watch-view.ts';

/** What is done with jobs and results. Each operation is one file; its contract is there. */
export interface Jobs {
  submit(input: SubmitInput): Promise<SubmitOutcome>;
  beginBatch(request: IdempotentRequest): Promise<'new' | 'replayed'>;
  /** The whole job, whoever asks: not for callers' eyes. */
  get(id: string): Promise<JobSnapshot | null>;
  claim(id: string, input: ClaimInput): Promise<ClaimOutcome>;
  sweep(input: SweepInput): Promise<SweepReport>;
  lookup(key: string, admit?: Admit): Promise<LookupOutcome | null>;
  locate(parts: ResultKeyParts, admit?: Admit): Promise<LocatedResult>;
  /** Queues that refuse this process's tasks. */
  dispatchTrouble(): DispatchTroubleView;
}

/** What callers see of jobs: each id opens one caller's view, and is unknown to everybody else. */
export interface JobViews {
  read(id: string, caller: string): Promise<JobView | null>;
  watch(view: JobView, options: WatchViewOptions): Promise<JobView | null>;
  list(input: ListViewsInput): Promise<ViewPage>;
  cancel(id: string, caller: string): Promise<JobView>;
  delete(id: string, caller: string): Promise<void>;
}

/** Operators' levers. What changes anything is on record. */
export interface JobOps {
  search(input: SearchJobsInput): Promise<JobPage>;
  count(filter: JobFilter): Promise<number>;
  replay(id: string, options: ReplayOptions): Promise<ReplayOutcome>;
  readonly replays: JobReplays;
  purge(input: BulkInput): Promise<number>;
  invalidate(key: string, actor: string): Promise<boolean>;
  takeDown(post: PostRef, actor: string): Promise<TakeDownReport>;
  allowAgain(post: PostRef, actor: string): Promise<void>;
  forgetCaller<Counts extends Record<string, number>>(input: ForgetInput<Counts>): Promise<ForgetReport & Counts>;
  cleanUp(limit: number): Promise<CleanUpReport>;
  audit(limit: number): Promise<readonly AuditDocument[]>;
}

/** Many dead jobs at once, under an id of their own. */
export interface JobReplays {
  create(input: { readonly filter: JobFilter; readonly actor: string }): Promise<Replay>;
  run(id: string, options: ReplayOptions & { readonly limit: number }): Promise<ReplayPortion>;
  read(id: string): Promise<Replay>;
  list(limit: number): Promise<readonly Replay[]>;
}

/** What jobs cost whom. */
export interface JobCharges {
  sum(query: ChargesQuery): Promise<DayCharges>;
  /** Jobs that have not ended. */
  live(query: Pick<ChargesQuery, 'payer'>): Promise<number>;
}

/** The same bytes under many links. */
export interface Files {
  claim(input: FileClaimInput): Promise<FileClaim>;
}

/** What people find wrong, for the evaluation. */
export interface JobFeedback {
  give(input: FeedbackInput): Promise<void>;
  list(limit: number): Promise<readonly FeedbackDocument[]>;
}

export interface JobsFacades {
  readonly jobs: Jobs;
  readonly views: JobViews;
  readonly ops: JobOps;
  readonly links: LinkMemory;
  readonly charges: JobCharges;
  readonly files: Files;
  readonly feedback: JobFeedback;
}

export interface JobsOptions {
  readonly store: Store;
  /** A second tier for results, shared by the instances of a region; none when absent. */
  readonly redisUrl?: string | undefined;
  readonly policy?: Partial<JobPolicy>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Tells receivers of webhooks; nobody when absent. */
  readonly announce?: Announce;
  /** Removes what others keep of a caller that is being forgotten; nothing when absent. */
  readonly forgetElsewhere?: ForgetElsewhere;
  /** Chaos tests kill the process here. */
  readonly crashPoint?: CrashHook;
  /** Called for each client opened, so that it is closed again. */
  readonly defer: (name: string, release: () => unknown) => void;
}

export function createJobs(options: JobsOptions): JobsFacades {
  const { redisUrl, clock, logger, defer } = options;
  const { documents } = options.store;
  const redis =
    redisUrl === undefined
      ? {}
      : { redis: createRedisTier({ link: connectRedis({ redisUrl, clock, logger, defer }) }) };
  const memory = createMemoryTier({ clock });
  return jobsWith(options, createResultCache({ memory, documents, clock, logger, ...redis }));
}

/** The same on tiers of one's own. */
export function jobsWith(options: Omit<JobsOptions, 'redisUrl' | 'defer'>, cache: ResultCache): JobsFacades {
  const {
    store,
    clock,
    random,
    logger,
    crashPoint = () => {},
    announce = async () => {},
    forgetElsewhere = async () => 0,
  } = options;
  const context: JobsContext = {
    ...store,
    ...{ cache, clock, random, logger, crashPoint, announce, forgetElsewhere },
    policy: { ...DEFAULT_JOB_POLICY, ...options.policy },
    versionRefreshes: createTokenBucket(clock),
    earlierVersions: createEarlierVersions({ documents: store.documents, clock }),
    blocks: createBlockList({ documents: store.documents, clock }),
    submitting: createSingleFlight(),
    lookingUp: createSingleFlight(),
    dispatchTrouble: createDispatchTrouble(clock),
  };
  return {
    jobs: {
      submit: (input) => submitJob(context, input),
      beginBatch: (request) => beginBatch(context, request),
      get: (id) => getJob(context, id),
      claim: (id, input) => claimJob(context, id, input),
      sweep: (input) => sweepJobs(context, input),
      lookup: (key, admit) => lookupResult(context, key, admit),
      locate: (parts, admit) => locateResult(context, parts, admit),
      dispatchTrouble: () => context.dispatchTrouble,
    },
    views: {
      read: (id, caller) => readView(context, id, caller),
      watch: (view, watch) => watchView(context, view, watch),
      list: (input) => listViews(context, input),
      cancel: (id, caller) => cancelView(context, id, caller),
      delete: (id, caller) => deleteView(context, id, caller),
    },
    ops: {
      search: (input) => searchJobs(context, input),
      count: (filter) => countJobs(context, filter),
      replay: (id, replay) => replayJob(context, id, replay),
      replays: {
        create: (input) => createReplay(context, input),
        run: (id, options) => runReplay(context, id, options),
        read: (id) => readReplay(context, id),
        list: (limit) => listReplays(context, limit),
      },
      purge: (input) => purgeJobs(context, input),
      invalidate: (key, actor) => invalidateResult(context, key, actor),
      takeDown: (post, actor) => takeDown(context, post, actor),
      allowAgain: (post, actor) => allowAgain(context, post, actor),
      forgetCaller: (input) => forgetCaller(context, input),
      cleanUp: (limit) => cleanUp(context, limit),
      audit: (limit) => listAudit(context.documents, limit),
    },
    links: createLinkMemory(context),
    files: { claim: (input) => claimFile(context, input) },
    feedback: {
      give: (input) => giveFeedback(context, input),
      list: (limit) => listFeedback(context, limit),
    },
    charges: {
      sum: (query) => sumCharges(context.documents, query),
      live: (query) => countLive(context, query),
    },
  };
}
