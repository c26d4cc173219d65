/** Times are milliseconds since the Unix epoch, durations are milliseconds. */
export interface RateLimits {
  readonly maxDispatchesPerSecond: number;
  /** Output only: the service derives it from the rate. */
  readonly maxBurstSize: number;
  readonly maxConcurrentDispatches: number;
}

export interface RetryConfig {
  /** -1 is unlimited. */
  readonly maxAttempts: number;
  /** 0 is unlimited. */
  readonly maxRetryDurationMs: number;
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly maxDoublings: number;
}

export type QueueState = 'RUNNING' | 'PAUSED';

export interface Queue {
  readonly name: string;
  readonly rateLimits: RateLimits;
  readonly retryConfig: RetryConfig;
  readonly state: QueueState;
  readonly purgedAt: number | null;
}

interface OidcClaimsRequest {
  readonly serviceAccountEmail: string;
  /** Null means the target's URL. */
  readonly audience: string | null;
}

export const HTTP_METHODS = ['POST', 'GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

export interface HttpTarget {
  readonly url: string;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly oidc: OidcClaimsRequest | null;
}

export interface Attempt {
  readonly scheduledFor: number;
  readonly dispatchedAt: number;
  readonly respondedAt: number | null;
  /** A google.rpc.Status; null while the attempt runs. */
  readonly status: { readonly code: number; readonly message: string } | null;
}

export interface AttemptHistory {
  /** Attempts sent, the running one included. */
  readonly dispatchCount: number;
  /** Attempts that got any HTTP response. */
  readonly responseCount: number;
  /** Attempts that got a response other than 5xx: what X-CloudTasks-TaskExecutionCount reports. */
  readonly executionCount: number;
  readonly firstDispatchedAt: number | null;
  readonly last: Attempt | null;
  /** HTTP status of the last answered attempt. */
  readonly previousResponse: number | null;
}

export interface Task {
  readonly name: string;
  readonly queue: string;
  readonly target: HttpTarget;
  readonly createdAt: number;
  readonly scheduledFor: number;
  readonly dispatchDeadlineMs: number;
  readonly history: AttemptHistory;
}

export const NO_ATTEMPTS: AttemptHistory = Object.freeze({
  dispatchCount: 0,
  responseCount: 0,
  executionCount: 0,
  firstDispatchedAt: null,
  last: null,
  previousResponse: null,
});

const HOUR_MS = 3_600_000;
/** A used name may be refused for up to 24 h (v2beta3 reference of CreateTask); the emulator takes the longest. */
export const TOMBSTONE_MS = 24 * HOUR_MS;
/** "a queue with the same name can't be created for 7 days" (reference of DeleteQueue). */
export const QUEUE_NAME_COOLDOWN_MS = 7 * 24 * HOUR_MS;
/** "After a task is 31 days old, the task will be deleted" (reference of CreateQueue). */
export const TASK_TTL_MS = 31 * 24 * HOUR_MS;
/** Furthest schedule time: 720 h. */
export const MAX_SCHEDULE_AHEAD_MS = 720 * HOUR_MS;
export const DEFAULT_DISPATCH_DEADLINE_MS = 600_000;
export const MIN_DISPATCH_DEADLINE_MS = 15_000;
export const MAX_DISPATCH_DEADLINE_MS = 1_800_000;
/** HTTP tasks may have about 1 MB. */
export const MAX_TASK_BYTES = 1_048_576;
export const MAX_URL_LENGTH = 2083;

/** What a queue gets that asks for nothing. */
export const DEFAULT_RETRY_CONFIG: RetryConfig = Object.freeze({
  maxAttempts: 100,
  maxRetryDurationMs: 0,
  minBackoffMs: 100,
  maxBackoffMs: HOUR_MS,
  maxDoublings: 16,
});
export const MAX_DISPATCHES_PER_SECOND = 500;
export const MAX_CONCURRENT_DISPATCHES = 5000;
const DEFAULT_CONCURRENT_DISPATCHES = 1000;

/** The service picks 100 for the full rate of 500/s and never less than 10; between them the ratio is assumed. */
export const burstFor = (ratePerS: number): number => Math.min(100, Math.max(10, Math.ceil(ratePerS / 5)));

export const DEFAULT_RATE_LIMITS: RateLimits = Object.freeze({
  maxDispatchesPerSecond: MAX_DISPATCHES_PER_SECOND,
  maxBurstSize: burstFor(MAX_DISPATCHES_PER_SECOND),
  maxConcurrentDispatches: DEFAULT_CONCURRENT_DISPATCHES,
});
