/** The messages as proto-loader gives them: absent fields are undefined, int64 are numbers, enums are names. */
export interface WireTime {
  readonly seconds?: number;
  readonly nanos?: number;
}

export interface WireQueue {
  readonly name?: string;
  readonly rateLimits?: {
    readonly maxDispatchesPerSecond?: number;
    readonly maxBurstSize?: number;
    readonly maxConcurrentDispatches?: number;
  };
  readonly retryConfig?: {
    readonly maxAttempts?: number;
    readonly maxRetryDuration?: WireTime;
    readonly minBackoff?: WireTime;
    readonly maxBackoff?: WireTime;
    readonly maxDoublings?: number;
  };
  readonly state?: string;
  readonly purgeTime?: WireTime;
  readonly stats?: {
    readonly tasksCount: number;
    readonly oldestEstimatedArrivalTime?: WireTime;
    readonly executedLastMinuteCount: number;
    readonly concurrentDispatchesCount: number;
    readonly effectiveExecutionRate: number;
  };
}

export interface WireAttempt {
  readonly scheduleTime?: WireTime;
  readonly dispatchTime?: WireTime;
  readonly responseTime?: WireTime;
  readonly responseStatus?: { readonly code: number; readonly message: string };
}

export interface WireTask {
  readonly name?: string;
  readonly httpRequest?: {
    readonly url?: string;
    readonly httpMethod?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Uint8Array;
    readonly oauthToken?: unknown;
    readonly oidcToken?: { readonly serviceAccountEmail?: string; readonly audience?: string };
  };
  readonly appEngineHttpRequest?: unknown;
  readonly pullMessage?: unknown;
  readonly scheduleTime?: WireTime;
  readonly createTime?: WireTime;
  readonly dispatchDeadline?: WireTime;
  readonly dispatchCount?: number;
  readonly responseCount?: number;
  readonly firstAttempt?: WireAttempt;
  readonly lastAttempt?: WireAttempt;
  readonly view?: string;
}

export function toWireTime(ms: number): WireTime {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1000) * 1000 };
}

export const fromWireTime = (time: WireTime): number => (time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1_000_000;
