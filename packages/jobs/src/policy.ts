import type { ProblemCode } from '@sets/contract';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every number of the lifecycle. Durations in milliseconds. */
export interface JobPolicy {
  /** A lease not renewed for so long, by server times, is lost. */
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** Tries that met a fault of the post's own. */
  readonly maxAttempts: number;
  /** Owners that may vanish with a job: a post that kills workers must not circle for ever. */
  readonly maxDeaths: number;
  /** Owners that vanished before a job is a suspect, which its owner holds back while it is busy with others. */
  readonly suspectDeaths: number;
  /** Waiting for an outage to end: doubles from the first, with jitter. */
  readonly outageWait: { readonly firstMs: number; readonly capMs: number };
  /** Model calls per job, over all attempts, that may have cost something: answered, or given up while they ran. */
  readonly maxModelCalls: number;
  /**
   * Calls that may fail over all attempts while others are served: a post at which every model fails costs no more.
   * Each attempt has its part of them (`failedCallsOf`), so nothing has to be stored.
   */
  readonly maxFailedCalls: number;
  /** Time under a lease per job, over all attempts. Waiting in a queue does not count. */
  readonly maxWorkMs: number;
  /** From acceptance to the end, whatever happens; long, because a queue may be paused for hours. */
  readonly deadlineMs: number;
  /** Full jitter up to `baseMs * 2^(attempt-1)`, at most `capMs`; a hint of the upstream is kept up to `maxHintMs`. */
  readonly backoff: { readonly baseMs: number; readonly capMs: number; readonly maxHintMs: number };
  /** How long a queued job is left to its task before the sweeper asks for it; doubles up to `maxPostponeMs`. */
  readonly queuedGraceMs: number;
  readonly maxPostponeMs: number;
  /** An ended job is left to whoever ended it, to tell receivers of webhooks, before the sweeper does. */
  readonly tellGraceMs: number;
  /** A delivery that has not claimed its job within this has reached a worker that does not move. */
  readonly claimWithinMs: number;
  /** Results are fresh for so long (CACHE_TTL_HOURS), then kept for outages. */
  readonly freshMs: number;
  readonly staleMs: number;
  /** Failures that are remembered; every other one is not. */
  readonly negativeMs: Readonly<Partial<Record<ProblemCode, number>>>;
  /** After a refresh failed, the old value is served for so long before the next try. */
  readonly refreshPauseMs: number;
  /** A younger value is not refreshed on a caller's word alone. */
  readonly forceRefreshMinAgeMs: number;
  /** After work on a post began or ended, nobody forces more of it before; operators neither. */
  readonly forcePauseMs: number;
  /** Jobs that one process makes to read posts anew which only the profile's version before has read. */
  readonly versionRefresh: { readonly ratePerS: number; readonly burstJobs: number };
  /** Jobs are kept for so long after they were made (KEEP_JOBS_DAYS); those with a result at most until a day after it. */
  readonly keepJobsMs: number;
  /** A worker that holds a result tries so long to store it. */
  readonly persistMs: number;
}

export const DEFAULT_JOB_POLICY: JobPolicy = Object.freeze({
  leaseMs: 15 * SECOND,
  renewEveryMs: 5 * SECOND,
  maxAttempts: 3,
  maxDeaths: 5,
  suspectDeaths: 2,
  outageWait: { firstMs: 2 * SECOND, capMs: MINUTE },
  maxModelCalls: 6,
  maxFailedCalls: 12,
  maxWorkMs: 120 * SECOND,
  deadlineMs: 6 * HOUR,
  backoff: { baseMs: 2 * SECOND, capMs: MINUTE, maxHintMs: 5 * MINUTE },
  queuedGraceMs: 15 * SECOND,
  maxPostponeMs: 10 * MINUTE,
  tellGraceMs: 5 * SECOND,
  claimWithinMs: 10 * SECOND,
  freshMs: 168 * HOUR,
  staleMs: 168 * HOUR,
  negativeMs: {
    content_not_found: HOUR,
    content_private: 15 * MINUTE,
    // Of bytes that were taken down under another link, which may be allowed again.
    content_removed: MINUTE,
    content_age_restricted: DAY,
    content_live: 15 * MINUTE,
    media_unsupported: DAY,
    media_too_large: DAY,
    media_too_long: DAY,
    not_a_workout: DAY,
    nothing_to_extract: DAY,
    // For good only where anybody may have put the server up; elsewhere it is tried again.
    media_unavailable: MINUTE,
    host_unresponsive: MINUTE,
    model_blocked: 6 * HOUR,
    model_request_rejected: HOUR,
    forbidden_address: HOUR,
  },
  refreshPauseMs: MINUTE,
  forceRefreshMinAgeMs: 10 * MINUTE,
  forcePauseMs: MINUTE,
  versionRefresh: { ratePerS: 1, burstJobs: 10 },
  keepJobsMs: 30 * DAY,
  persistMs: 60 * SECOND,
});

/** Sweeps and their index are spread over so many shards, since one rising index takes at most 500 writes a second. */
export const SHARDS = 8;
