// Generated from the schemas and the table of routes of the contract (make generate); do not edit.

/** What is known of a key; the key itself is known to its owner alone. */
export interface ApiKey {
  readonly id: string;
  readonly caller: string;
  readonly label: string | null;
  readonly scopes: readonly ('submit' | 'operate')[];
  /** Requests per window; null: RATE_LIMIT_REQUESTS. */
  readonly rate_limit: number | null;
  /** Whether it opens anything now. */
  readonly live: boolean;
  readonly created_at: string;
  readonly created_by: string;
  /** Null: until it is revoked. */
  readonly valid_until: string | null;
  readonly revoked_at: string | null;
  /** Right within ten minutes; null: never. */
  readonly last_used_at: string | null;
}

export interface ApiKeys {
  readonly keys: readonly ApiKey[];
}

export interface AppCheckReport {
  /** APP_CHECK_MODE of the instance that answers. */
  readonly mode: 'off' | 'monitor' | 'enforce';
  readonly since: string;
  /** The whole fleet, most requests first. */
  readonly groups: readonly {
    /** Firebase's id of the app; `unknown` without a token that says it. */
    readonly app: string;
    /** By the app, or guessed from the user agent. */
    readonly platform: string;
    readonly verified: number;
    /** Without a token. */
    readonly unverified: number;
    readonly invalid: number;
    /** Not judged, because the keys could not be had. */
    readonly undetermined: number;
  }[];
  /** Of the requests that could be judged. */
  readonly verified_share: number | null;
  /** Whether `enforce` would refuse hardly anybody who is let in now. */
  readonly safe_to_enforce: boolean;
  /** Why not, if not. */
  readonly obstacles: readonly string[];
}

export interface BatchItem {
  /** The job, as a submit of its own would answer it. */
  readonly job: Job | null;
  /** Why this item was refused; null where there is a job. */
  readonly problem: JobError | null;
}

/** The caller's own day. */
export interface CallerUsage {
  /** What ended jobs cost, and what live ones have reserved. */
  readonly spent_usd: number;
  /** Jobs that were made; answers from what was known and joins are none. */
  readonly jobs: number;
  readonly live_jobs: number;
  /** Answers from what was known, which cost nothing; stored now and then. */
  readonly hits: number;
  /** The UTC day. */
  readonly day: string;
  /** When the next day begins, with whole budgets. */
  readonly resets_at: string;
  /** Null: without bound. */
  readonly budget_usd: number | null;
  readonly left_usd: number | null;
  readonly limits: {
    /** What may start work or change something. */
    readonly requests: {
      readonly quota: number;
      readonly window_s: number;
    };
    /** Jobs that may be under way at once; null: without bound. */
    readonly live_jobs: number | null;
    /** What a job counts for until its true cost is known. */
    readonly job_reserve_usd: number;
    /** Model calls that one job may make, over all its attempts. */
    readonly job_model_calls: number;
    /** A younger result is not extracted again on request. */
    readonly force_refresh_min_age_s: number;
  };
}

export interface ChangeWebhookRequest {
  /** Where events are sent: https, port 443, a public address. Redirects are not followed. A query may hold a token of yours, since only you read it back. */
  readonly url?: string | undefined;
  readonly events?: readonly WebhookEventType[] | undefined;
  /** `thin`: ids and links alone, and the job is read with `GET`. `full`: the whole job as its caller sees it when the event is sent. */
  readonly payload?: 'thin' | 'full' | undefined;
  readonly description?: string | null | undefined;
  /** `true` also forgets what it has failed. */
  readonly enabled?: boolean | undefined;
}

/** Who is signed in to the console. */
export interface ConsoleSession {
  readonly caller: string;
  /** What may be offered; the rest is refused all the same. */
  readonly scopes: readonly ('submit' | 'operate')[];
  /** `open`: nobody has to sign in at this machine. */
  readonly kind: 'key' | 'ops_token' | 'open';
}

export interface CreateApiKeyRequest {
  /** Whose key it is; several keys may share it. */
  readonly caller: string;
  /** What it is for. */
  readonly label?: string | undefined;
  /** `submit`: the routes of clients. `operate`: /v1/ops. */
  readonly scopes?: readonly ('submit' | 'operate')[] | undefined;
  /** Requests per window of this caller. */
  readonly rate_limit?: number | undefined;
  /** Without it the key holds until it is revoked. */
  readonly valid_days?: number | undefined;
}

export interface CreateWebhookRequest {
  /** Where events are sent: https, port 443, a public address. Redirects are not followed. A query may hold a token of yours, since only you read it back. */
  readonly url: string;
  /** What to be told of; every end of a job unless given. */
  readonly events?: readonly WebhookEventType[] | undefined;
  /** `thin`: ids and links alone, and the job is read with `GET`. `full`: the whole job as its caller sees it when the event is sent. */
  readonly payload?: 'thin' | 'full' | undefined;
  readonly description?: string | undefined;
}

/** One model at one location, as a worker’s pool sees it. */
export interface EndpointHealth {
  readonly model: string;
  /** Where the model is served; not one of our regions. */
  readonly location: string;
  readonly circuit: 'closed' | 'open' | 'half_open';
  readonly in_flight: number;
  /** Calls that may be in flight now. */
  readonly concurrency_limit: number;
  /** What one worker has learned that it may have in flight; null while nothing was refused. */
  readonly concurrency_ceiling: number | null;
  readonly latency_ms: number | null;
  readonly cooldown_until: string | null;
}

export interface FeedbackRequest {
  /** That the result, or the problem, is not what the post shows. */
  readonly verdict: 'wrong';
  /** What is wrong; stored for the evaluation. */
  readonly note?: string | undefined;
}

/** One API instance. */
export interface Health {
  readonly status: HealthStatus;
  readonly service: string;
  readonly version: string;
  readonly region: string;
  readonly environment: string;
  readonly uptime_s: number;
  readonly checks: Readonly<
    Record<
      string,
      {
        readonly ok: boolean;
        readonly latency_ms: number | null;
        readonly error: string | null;
      }
    >
  >;
}

/** `unknown`: nothing was ever heard of it. May gain values. */
export type HealthStatus = 'ok' | 'degraded' | 'down' | 'unknown' | (string & {});

export interface Job {
  /** Opens what this caller may see of the job; keep it as you keep a password. */
  readonly id: string;
  readonly status: JobStatus;
  /** Whether the job has ended, however it ended. */
  readonly done: boolean;
  readonly stage: JobStage | null;
  /** 0 to 1. */
  readonly progress: number;
  /** What was looked for. */
  readonly profile: string;
  /** The language that was asked for; null for the one of the post. */
  readonly language: string | null;
  /** What is known before the job has ended; the result may differ. */
  readonly preview: Readonly<Record<string, unknown>> | null;
  readonly attempt: number;
  /** Where it waits; null once it does not. */
  readonly queue?: QueuePosition | null | undefined;
  /** Milliseconds to wait before asking again; 0 when done. */
  readonly poll_after_ms: number;
  /** What answered: a stored result, a running job, or a new one. */
  readonly served_from: 'cache' | 'stale' | 'joined' | 'new';
  readonly source: Source;
  /** Null until the job has succeeded. */
  readonly result: Result | null;
  readonly warnings: readonly Warning[];
  readonly error: JobError | null;
  readonly usage: Usage | null;
  /** Milliseconds spent per step, e.g. `queued`, `metadata`, `download`, `text_model`, `model`, `total`. */
  readonly timings_ms: Readonly<Record<string, number>>;
  /** As this caller submitted it; null when read again by the id of a result that was known, which keeps none. */
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly links: {
    /** Where this job is read. */
    readonly self: string;
    /** Where its changes are streamed. */
    readonly events?: string | undefined;
    /** Where it is canceled; null once it has ended. */
    readonly cancel?: string | null | undefined;
    /** Where its result is read by anybody; null without one. */
    readonly result: string | null;
  };
  /** When it ends at the latest by this caller's wish; null without one. */
  readonly deadline_at?: string | null | undefined;
  readonly created_at: string;
  readonly finished_at: string | null;
}

/** Why a job ended without a result, or what its last attempt met. */
export interface JobError {
  readonly code: ProblemCode;
  /** For people; branch on `code`. */
  readonly message: string;
  /** Whether the same submit may succeed later. */
  readonly retryable: boolean;
  /** Seconds after which that is worth while. */
  readonly retry_after_s?: number | undefined;
}

/** States between may be skipped; the last one is always sent. */
export interface JobEvent {
  /** When this state was stored; grows. Sent back as `Last-Event-ID` after a break. */
  readonly id: string;
  readonly event: 'job';
  /** The whole job, as `GET /v1/jobs/{id}` answers it, in JSON on one line. */
  readonly data: Job;
}

export interface JobList {
  readonly jobs: readonly Job[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

/** What a running job is at. */
export type JobStage = 'resolving' | 'fetching' | 'extracting' | 'validating';

/** May gain values: branch on `done`. */
export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled' | 'expired' | (string & {});

/** Milliseconds; null before the first event. */
export interface Latency {
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Liveness {
  readonly status: 'live';
}

export interface MadeApiKey {
  /** The key. It is shown this once. */
  readonly api_key: string;
  readonly key: ApiKey;
}

export interface MadeWebhook {
  /** `whsec_` and base64, as libraries of Standard Webhooks take it. Shown this once. */
  readonly secret: string;
  readonly endpoint: WebhookEndpoint;
}

export interface OpsAllowed {
  readonly platform: string;
  readonly content_id: string;
}

/** One claim of a job by a worker, and what became of it. */
export interface OpsAttempt {
  /** The how many-th claim of the job it was; a missing one was not kept. */
  readonly claim: number;
  readonly region: string;
  readonly worker: string;
  readonly began_at: string;
  /** Of a lost one, its last sign of life; null while it runs. */
  readonly ended_at: string | null;
  readonly end:
    | 'succeeded'
    | 'failed'
    | 'canceled'
    | 'expired'
    | 'retried'
    | 'waits'
    | 'handed_back'
    | 'lost'
    | 'unknown'
    | null;
  /** The problem that it met. */
  readonly code: ProblemCode | null;
  /** US dollars; null when what the job cost before is not known. */
  readonly cost_usd: number | null;
  /** Milliseconds spent per step, e.g. `queued`, `metadata`, `download`, `text_model`, `model`, `total`. */
  readonly timings_ms: Readonly<Record<string, number>>;
}

/** The latest changes, newest first. */
export interface OpsAuditPage {
  readonly entries: readonly {
    readonly actor: string;
    readonly action: string;
    readonly target: string;
    readonly details: Readonly<Record<string, unknown>>;
    readonly at: string;
    /** Null while a change is under way, or when its end could not be stored. */
    readonly outcome: Readonly<Record<string, unknown>> | null;
  }[];
}

export interface OpsBulkRequest {
  readonly filter: OpsJobFilter;
  /** At most so many, newest first. */
  readonly limit?: number | undefined;
  /** Only count what the filter means. */
  readonly preview?: boolean | undefined;
}

export interface OpsCreateReplay {
  readonly filter: OpsJobFilter;
}

/** One thing that needs somebody now. */
export interface OpsFault {
  /** The same for as long as the fault lasts. */
  readonly id: string;
  /** `critical`: people wait or are refused now. */
  readonly severity: 'critical' | 'warning' | 'notice';
  readonly thing: string;
  readonly place: string | null;
  /** When it began, or was first seen by the instance that answers. */
  readonly since: string;
  readonly effect: string;
  readonly lever: OpsLever;
}

/** What people found wrong, with what they were shown. */
export interface OpsFeedbackPage {
  readonly entries: readonly {
    readonly platform: string;
    readonly content_id: string;
    readonly canonical_url: string;
    readonly profile: string;
    readonly language: string | null;
    readonly model: string | null;
    /** What was shown; null where it was a problem. */
    readonly result: unknown;
    readonly code: string | null;
    readonly note: string | null;
    readonly created_at: string;
  }[];
}

/** What was removed at once. */
export interface OpsForgotten {
  /** API keys, which open nothing any more, everywhere within 30 s. */
  readonly keys: number;
  /** Webhook endpoints with their secrets and logs; nothing is sent to them any more. */
  readonly webhooks: number;
  /** Jobs that lost what the caller gave; live ones have ended. */
  readonly jobs: number;
  /** Jobs of others that it had joined. */
  readonly memberships: number;
  /** Answers that were kept for its Idempotency-Keys. */
  readonly requests: number;
  /** Whether nothing was left. If not, the rest goes by itself, some hundreds of documents a minute. */
  readonly done: boolean;
  /** What stands for the caller on record from now on. */
  readonly mark: string;
}

/** Queues and money by the minute, answers by the hour. */
export interface OpsHistory {
  readonly since: string;
  /** At most one point a minute; a minute without one was not seen. */
  readonly regions: readonly {
    readonly region: string;
    readonly points: readonly {
      readonly at: string;
      readonly depth: number;
      readonly oldest_age_s: number;
      readonly active_jobs: number;
      readonly workers: number;
      /** By attempts in this region since the point before it; null: nobody could tell. */
      readonly spent_usd: number | null;
    }[];
  }[];
  /** At most one point a minute, oldest first; null: nobody could tell. */
  readonly money: readonly {
    readonly at: string;
    /** Charged on the UTC day so far, to everybody. */
    readonly spent_usd: number | null;
    /** On the account of the scraper. */
    readonly credits_left: number | null;
  }[];
  readonly hours: readonly {
    readonly at: string;
    readonly response_ms: Latency;
    /** Submits by what answered them: a tier, `joined`, `new`. */
    readonly answered: Readonly<Record<string, number>>;
    readonly jobs: {
      readonly succeeded: number;
      readonly declined: number;
      readonly failed: number;
    };
  }[];
}

export type OpsInvalidateRequest =
  | {
      /** The key of a result: hex SHA-256 of post, profile, version and language. */
      readonly key: string;
    }
  | {
      /** A link to a post, in any form that the platforms share, or to a video file; or the text of a share sheet around one. The first link that is a post counts. */
      readonly url: string;
      /** BCP 47 tag or English name of the language of the result, one of ar, bg, bn, ca, cs, da, de, el, en, es, et, fa, fi, fil, fr, he, hi, hr, hu, id, it, ja, ko, lt, lv, mr, ms, nl, no, pl, pt, pt-PT, ro, ru, sk, sl, sr, sv, sw, ta, te, th, tr, uk, ur, vi, zh, zh-TW, which regional variants collapse to; the post's own language unless given. Names of exercises, titles, descriptions, instructions, equipment, muscle groups and tags are written in it; values of enumerations are English in every language, and creators, quoted words and named workouts stay as the post has them. */
      readonly language?: string | undefined;
      /** What to look for; a workout unless given. */
      readonly profile?: string | undefined;
    };

export interface OpsInvalidation {
  readonly key: string;
  /** Whether there was anything to forget. */
  readonly known: boolean;
}

/** A job with what only operators may see. */
export interface OpsJob {
  /** Opens what this caller may see of the job; keep it as you keep a password. */
  readonly id: string;
  readonly status: JobStatus;
  /** Whether the job has ended, however it ended. */
  readonly done: boolean;
  readonly stage: JobStage | null;
  /** 0 to 1. */
  readonly progress: number;
  /** What was looked for. */
  readonly profile: string;
  /** The language that was asked for; null for the one of the post. */
  readonly language: string | null;
  /** What is known before the job has ended; the result may differ. */
  readonly preview: Readonly<Record<string, unknown>> | null;
  readonly attempt: number;
  /** Where it waits; null once it does not. */
  readonly queue?: QueuePosition | null | undefined;
  /** Milliseconds to wait before asking again; 0 when done. */
  readonly poll_after_ms: number;
  /** What answered: a stored result, a running job, or a new one. */
  readonly served_from: 'cache' | 'stale' | 'joined' | 'new';
  readonly source: Source;
  /** Null until the job has succeeded. */
  readonly result: Result | null;
  readonly warnings: readonly Warning[];
  readonly error: JobError | null;
  readonly usage: Usage | null;
  /** Milliseconds spent per step, e.g. `queued`, `metadata`, `download`, `text_model`, `model`, `total`. */
  readonly timings_ms: Readonly<Record<string, number>>;
  /** As this caller submitted it; null when read again by the id of a result that was known, which keeps none. */
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly links: {
    /** Where this job is read. */
    readonly self: string;
    /** Where its changes are streamed. */
    readonly events?: string | undefined;
    /** Where it is canceled; null once it has ended. */
    readonly cancel?: string | null | undefined;
    /** Where its result is read by anybody; null without one. */
    readonly result: string | null;
  };
  /** When it ends at the latest by this caller's wish; null without one. */
  readonly deadline_at?: string | null | undefined;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly region: string;
  readonly caller: string;
  /** Grows with each claim. */
  readonly epoch: number;
  /** Grows with each task made for the job. */
  readonly dispatch_no: number;
  readonly dead: boolean;
  /** The worker that holds the job. */
  readonly owner: string | null;
  /** When the sweeper looks next; null when nothing is owed. */
  readonly wake_at: string | null;
  readonly replay_of: string | null;
  readonly replayed_by: string | null;
  /** The replay of many that did it. */
  readonly replayed_in?: string | null | undefined;
  readonly trace: string | null;
  /** The `X-Request-Id` of the request that made it. */
  readonly request_id?: string | null | undefined;
  /** Where the trace is shown; null when that is not configured. */
  readonly trace_url?: string | null | undefined;
  /** US dollars for all of it: models, scraper and staging, over all attempts. */
  readonly spent_usd?: number | undefined;
  /** The latest 16, oldest first, and the one that runs; none of before there were records. */
  readonly attempts?: readonly OpsAttempt[] | undefined;
}

/** All given conditions hold together. */
export interface OpsJobFilter {
  readonly status?: JobStatus | undefined;
  readonly code?: ProblemCode | undefined;
  /** The region whose queue has or had the job. */
  readonly region?: string | undefined;
  readonly platform?: Platform | undefined;
  readonly content_id?: string | undefined;
  /** Stands for the post that it leads to, in any share form. */
  readonly url?: string | undefined;
  /** Inclusive. */
  readonly created_from?: string | undefined;
  /** Exclusive. */
  readonly created_before?: string | undefined;
}

export interface OpsJobPage {
  readonly jobs: readonly OpsJob[];
  /** Cursor of the next page. */
  readonly next: string | null;
}

/** The one thing to do first. */
export type OpsLever =
  | {
      readonly kind: 'control_region';
      readonly label: string;
      readonly region: string;
      /** The body for that region’s control route. */
      readonly change: {
        readonly paused?: boolean | undefined;
        readonly drained?: boolean | undefined;
        readonly scale_floor?: number | null | undefined;
        readonly scale_ceiling?: number | null | undefined;
      };
    }
  | {
      readonly kind: 'look';
      readonly label: string;
      /** Where to look first; nothing here mends it. */
      readonly at: 'fleet' | 'jobs' | 'cost' | 'upstreams';
    };

/** What needs an operator now, and the fleet that it is about. */
export interface OpsOverview {
  readonly at: string;
  /** `away`: Firestore does not answer, and what follows is as last seen. */
  readonly store: 'ok' | 'away';
  /** When regions were last seen; null: not yet. */
  readonly seen_at: string | null;
  /** Worst first. */
  readonly faults: readonly OpsFault[];
  readonly regions: readonly {
    readonly region: string;
    readonly status: HealthStatus;
    readonly instances: {
      readonly api: number;
      readonly worker: number;
    };
    readonly active_jobs: number;
    readonly capacity: number;
    /** Null when the queue does not tell its state. */
    readonly queue: {
      readonly state: string;
      /** Tasks that wait. */
      readonly depth: number | null;
      /** How long the oldest of them has waited. */
      readonly oldest_age_s: number | null;
    } | null;
    readonly endpoints: readonly EndpointHealth[];
    readonly last_heartbeat_at: string | null;
    /** Its queue delivers nothing. */
    readonly paused: boolean;
    /** It gets no new work, and what waits there moves on. */
    readonly drained: boolean;
  }[];
  /** The last 24 hours. */
  readonly performance: {
    /** What is counted here happened since then. */
    readonly since: string;
    readonly requests: {
      readonly total: number;
      readonly errors: number;
    };
    /** From a submit to its answer, waits by preference included. */
    readonly response_ms: Latency;
    /** From the acceptance of a new job to its end. */
    readonly job_ms: Latency;
    readonly cache: {
      readonly hits: number;
      readonly misses: number;
      readonly joined: number;
      /** 0 to 1; null before the first event. */
      readonly hit_rate: number | null;
      readonly by_tier: Readonly<Record<string, number>>;
      readonly by_platform: Readonly<
        Record<
          string,
          {
            readonly hits: number;
            readonly misses: number;
          }
        >
      >;
    };
    readonly jobs: {
      readonly accepted: number;
      readonly succeeded: number;
      /** Ended with a problem of the post itself, e.g. that it shows no workout. */
      readonly declined: number;
      readonly failed: number;
      /** 0 to 1; null before the first event. */
      readonly success_rate: number | null;
    };
    /** Requests of callers by where the load balancer saw them; none without one. */
    readonly clients: {
      readonly by_continent: Readonly<Record<string, number>>;
    };
  } | null;
  /** Of all callers, today. */
  readonly budget: {
    readonly spent_usd: number;
    readonly budget_usd: number | null;
    readonly used_up: boolean;
  } | null;
  /** Jobs that can be replayed. */
  readonly dead_jobs: number | null;
}

/** By a link, or as jobs and results name it: the link of a file leads nowhere, or to another file, once that is gone or changed. */
export type OpsPostRequest =
  | {
      /** A link to a post, in any form that the platforms share, or to a video file; or the text of a share sheet around one. The first link that is a post counts. */
      readonly url: string;
    }
  | {
      readonly platform: Platform;
      readonly content_id: string;
    };

export interface OpsPreview {
  readonly count: number;
}

export interface OpsPurge {
  readonly purged: number;
}

/** What was asked for and has been done. */
export interface OpsRegionChange {
  readonly region: string;
  readonly paused?: boolean | undefined;
  readonly drained?: boolean | undefined;
  readonly scale_floor?: number | null | undefined;
  readonly scale_ceiling?: number | null | undefined;
}

export type OpsRegionRequest =
  | {
      readonly paused: boolean;
    }
  | {
      readonly drained: boolean;
    }
  | {
      /** At least so many workers are kept; null: the configured floor. */
      readonly scale_floor: number | null;
      /** At most so many are asked for; null: the configured ceiling. */
      readonly scale_ceiling: number | null;
    };

export interface OpsRegions {
  readonly regions: readonly {
    readonly region: string;
    readonly status: HealthStatus;
    readonly instances: {
      readonly api: number;
      readonly worker: number;
    };
    readonly active_jobs: number;
    readonly capacity: number;
    /** Null when the queue does not tell its state. */
    readonly queue: {
      readonly state: string;
      /** Tasks that wait. */
      readonly depth: number | null;
      /** How long the oldest of them has waited. */
      readonly oldest_age_s: number | null;
    } | null;
    readonly endpoints: readonly EndpointHealth[];
    readonly last_heartbeat_at: string | null;
    /** Its queue delivers nothing. */
    readonly paused: boolean;
    /** It gets no new work, and what waits there moves on. */
    readonly drained: boolean;
  }[];
}

export interface OpsReplay {
  readonly outcomes: readonly OpsReplayOutcome[];
  /** Goes on with the rest of what the filter meant now, see `/v1/ops/replays/{id}/run`. */
  readonly replay_id?: string | undefined;
}

/** Which jobs a replay means, a link as the post that it leads to. */
export interface OpsReplayFilter {
  readonly status?: JobStatus | undefined;
  readonly code?: ProblemCode | undefined;
  /** The region whose queue has or had the job. */
  readonly region?: string | undefined;
  readonly platform?: Platform | undefined;
  readonly content_id?: string | undefined;
  /** Inclusive. */
  readonly created_from?: string | undefined;
  readonly created_before: string;
}

/** The latest replays, newest first. */
export interface OpsReplayList {
  readonly replays: readonly OpsReplayRun[];
}

/** What became of one dead job. */
export interface OpsReplayOutcome {
  readonly id: string;
  /** `known`: a result exists by now. `refused`: see `error`. */
  readonly outcome: 'new' | 'joined' | 'known' | 'refused';
  /** The job that answers in its place. */
  readonly job_id: string | null;
  readonly error: string | null;
}

/** What became of the jobs that were taken now. */
export interface OpsReplayPortion {
  readonly replay: OpsReplayRun;
  readonly outcomes: readonly OpsReplayOutcome[];
}

/** A replay of many dead jobs, as it stands. */
export interface OpsReplayRun {
  readonly id: string;
  /** The operator who counted its jobs. */
  readonly by: string;
  readonly at: string;
  readonly filter: OpsReplayFilter;
  /** Dead jobs that the filter meant then; no more of them are replayed. */
  readonly count: number;
  /** Those that were replayed. */
  readonly done: number;
  /** Those that are still dead. */
  readonly left: number;
  /** When none was left; from then on asking again does nothing. */
  readonly ended_at: string | null;
}

/** What was removed. */
export interface OpsTakeDown {
  readonly platform: string;
  readonly content_id: string;
  /** Languages and profiles in which something was known. */
  readonly results: number;
  /** Jobs that read it, with what callers had in them. */
  readonly jobs: number;
}

export interface OpsUsage {
  /** The UTC day. */
  readonly day: string;
  /** When the next day begins, with whole budgets. */
  readonly resets_at: string;
  readonly total: {
    readonly spent_usd: number;
    readonly jobs: number;
    /** Null: without bound. */
    readonly budget_usd: number | null;
    readonly left_usd: number | null;
    /** No job can be paid any more today. */
    readonly used_up: boolean;
  };
  /** Whoever spent most first. `net_…` is a network that callers without a name come from. */
  readonly payers: readonly {
    /** What ended jobs cost, and what live ones have reserved. */
    readonly spent_usd: number;
    /** Jobs that were made; answers from what was known and joins are none. */
    readonly jobs: number;
    readonly live_jobs: number;
    /** Answers from what was known, which cost nothing; stored now and then. */
    readonly hits: number;
    readonly payer: string;
  }[];
}

/** One server-sent event. */
export interface OverviewEvent {
  readonly event: 'overview';
  readonly data: OpsOverview;
}

/** Counters of the whole fleet. */
export interface Performance {
  /** What is counted here happened since then. */
  readonly since: string;
  readonly requests: {
    readonly total: number;
    readonly errors: number;
  };
  /** From a submit to its answer, waits by preference included. */
  readonly response_ms: Latency;
  /** From the acceptance of a new job to its end. */
  readonly job_ms: Latency;
  readonly cache: {
    readonly hits: number;
    readonly misses: number;
    readonly joined: number;
    /** 0 to 1; null before the first event. */
    readonly hit_rate: number | null;
    readonly by_tier: Readonly<Record<string, number>>;
    readonly by_platform: Readonly<
      Record<
        string,
        {
          readonly hits: number;
          readonly misses: number;
        }
      >
    >;
  };
  readonly jobs: {
    readonly accepted: number;
    readonly succeeded: number;
    /** Ended with a problem of the post itself, e.g. that it shows no workout. */
    readonly declined: number;
    readonly failed: number;
    /** 0 to 1; null before the first event. */
    readonly success_rate: number | null;
  };
  /** Requests of callers by where the load balancer saw them; none without one. */
  readonly clients?:
    | {
        readonly by_continent: Readonly<Record<string, number>>;
      }
    | undefined;
  readonly processing: {
    readonly active: number;
    readonly capacity: number;
    readonly utilization: number | null;
  };
}

/** Where a post comes from. */
export type Platform = 'tiktok' | 'instagram' | 'youtube' | 'direct';

/** What went wrong (RFC 9457). */
export interface Problem {
  /** Names the kind of problem, as `code` does: the address of a page about it. */
  readonly type: string;
  /** The sentence that belongs to the code, for people. */
  readonly title: string;
  readonly status: number;
  /** One more sentence about this occurrence. */
  readonly detail?: string | undefined;
  /** Branch on this. May gain values. */
  readonly code: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Seconds after which that is worth while. */
  readonly retry_after_s?: number | undefined;
  /** Names this request in our logs. */
  readonly request_id: string;
  /** The faults of an invalid request. */
  readonly errors?:
    | readonly {
        readonly path: string;
        readonly message: string;
      }[]
    | undefined;
}

/** A problem of the catalogue. May gain values. */
export type ProblemCode =
  | 'invalid_request'
  | 'invalid_json'
  | 'malformed_http'
  | 'headers_too_large'
  | 'request_timeout'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'unauthenticated'
  | 'forbidden'
  | 'rate_limited'
  | 'invalid_url'
  | 'unsupported_url'
  | 'url_not_a_post'
  | 'forbidden_address'
  | 'short_link_unresolved'
  | 'content_not_found'
  | 'content_private'
  | 'content_removed'
  | 'content_age_restricted'
  | 'content_live'
  | 'media_unavailable'
  | 'host_busy'
  | 'host_unresponsive'
  | 'media_unsupported'
  | 'media_too_large'
  | 'media_too_long'
  | 'not_a_workout'
  | 'nothing_to_extract'
  | 'scraper_unavailable'
  | 'scraper_unauthorized'
  | 'scraper_out_of_credits'
  | 'scraper_bad_response'
  | 'model_unavailable'
  | 'model_rate_limited'
  | 'model_unauthorized'
  | 'model_request_rejected'
  | 'model_blocked'
  | 'model_truncated'
  | 'model_invalid_output'
  | 'job_not_found'
  | 'job_expired'
  | 'attempts_exhausted'
  | 'job_canceled'
  | 'replay_not_found'
  | 'job_finished'
  | 'too_many_jobs'
  | 'budget_exhausted'
  | 'job_shared'
  | 'idempotency_mismatch'
  | 'too_many_streams'
  | 'result_not_found'
  | 'key_not_found'
  | 'too_many_keys'
  | 'webhook_not_found'
  | 'webhook_disabled'
  | 'too_many_webhooks'
  | 'delivery_not_found'
  | 'worker_saturated'
  | 'storage_unavailable'
  | 'token_keys_unavailable'
  | 'overloaded'
  | 'shutting_down'
  | 'internal'
  | (string & {});

export interface ProcessingHealth {
  readonly status: HealthStatus;
  readonly genai_pool: {
    readonly endpoints: readonly EndpointHealth[];
    /** Endpoints whose circuit is not open. */
    readonly available: number;
  };
  readonly queues: readonly {
    readonly state: string;
    /** Tasks that wait. */
    readonly depth: number | null;
    /** How long the oldest of them has waited. */
    readonly oldest_age_s: number | null;
    readonly region: string;
  }[];
  readonly processing: {
    readonly active: number;
    readonly capacity: number;
  };
  readonly cache: {
    readonly hits: number;
    readonly misses: number;
    /** 0 to 1; null before the first event. */
    readonly hit_rate: number | null;
  };
  /** Of all callers together, today. Once it is used up, what is not known is refused. */
  readonly budget: 'ok' | 'used_up' | 'unknown';
}

/** An estimate, some seconds old. */
export interface QueuePosition {
  /** Jobs that wait before this one; null when unknown. */
  readonly ahead: number | null;
  /** Milliseconds until its turn at the pace of the last minute; null when unknown. */
  readonly eta_ms: number | null;
}

export interface RecipeResult {
  readonly title: string | null;
  readonly description: string | null;
  /** Only if the post states it. */
  readonly servings: number | null;
  /** Only if the post states it. */
  readonly total_minutes: number | null;
  readonly ingredients: readonly {
    /** In the language of the result. */
    readonly name: string;
    /** As stated; one half is 0.5. */
    readonly quantity: number | null;
    readonly unit: string | null;
    readonly note: string | null;
    /** Where the numbers of this item come from: speech (transcript or audio), on_screen, caption, or inferred when none of these states them. Null without numbers. */
    readonly numbers_seen_in: 'speech' | 'on_screen' | 'caption' | 'inferred' | null;
  }[];
  readonly steps: readonly string[];
  readonly tags: readonly string[];
  readonly creator: string | null;
}

export interface RegionHealth {
  readonly region: string;
  readonly status: HealthStatus;
  readonly instances: {
    readonly api: number;
    readonly worker: number;
  };
  readonly active_jobs: number;
  readonly capacity: number;
  /** Null when the queue does not tell its state. */
  readonly queue: {
    readonly state: string;
    /** Tasks that wait. */
    readonly depth: number | null;
    /** How long the oldest of them has waited. */
    readonly oldest_age_s: number | null;
  } | null;
  readonly endpoints: readonly EndpointHealth[];
  readonly last_heartbeat_at: string | null;
}

export interface RegionsHealth {
  readonly status: HealthStatus;
  readonly regions: readonly RegionHealth[];
  readonly regions_available: number;
}

/** Shaped by the profile that was asked for. */
export type Result = WorkoutResult | RecipeResult;

export interface RotateApiKeyRequest {
  /** How long the old key goes on opening beside the new one. */
  readonly overlap_hours: number;
}

export interface RotateWebhookRequest {
  /** How long both secrets sign every event. */
  readonly overlap_hours: number;
}

/** The post behind a job. */
export interface Source {
  readonly platform: Platform;
  /** Unique within its platform. */
  readonly content_id: string;
  readonly kind: 'video' | 'image' | 'slideshow' | 'mixed';
  /** The one link that all share forms lead to. */
  readonly canonical_url: string;
  /** The link as it was submitted. */
  readonly submitted_url: string;
  readonly author: string | null;
  readonly title: string | null;
  /** Seconds; null for images and where the platform does not say. */
  readonly duration_s: number | null;
  readonly thumbnail_url: string | null;
}

export interface StoredResult {
  readonly key: string;
  readonly source: {
    readonly platform: Platform;
    /** Unique within its platform. */
    readonly content_id: string;
    readonly kind: 'video' | 'image' | 'slideshow' | 'mixed';
    /** The one link that all share forms lead to. */
    readonly canonical_url: string;
    readonly author: string | null;
    readonly title: string | null;
    /** Seconds; null for images and where the platform does not say. */
    readonly duration_s: number | null;
    readonly thumbnail_url: string | null;
  };
  readonly result: Result;
  readonly warnings: readonly Warning[];
  readonly created_at: string;
  /** Until then it counts as fresh; afterwards a new job replaces it. */
  readonly fresh_until: string;
}

export interface SubmitJobRequest {
  /** A link to a post, in any form that the platforms share, or to a video file; or the text of a share sheet around one. The first link that is a post counts. */
  readonly url: string;
  /** BCP 47 tag or English name of the language of the result, one of ar, bg, bn, ca, cs, da, de, el, en, es, et, fa, fi, fil, fr, he, hi, hr, hu, id, it, ja, ko, lt, lv, mr, ms, nl, no, pl, pt, pt-PT, ro, ru, sk, sl, sr, sv, sw, ta, te, th, tr, uk, ur, vi, zh, zh-TW, which regional variants collapse to; the post's own language unless given. Names of exercises, titles, descriptions, instructions, equipment, muscle groups and tags are written in it; values of enumerations are English in every language, and creators, quoted words and named workouts stay as the post has them. */
  readonly language?: string | undefined;
  /** What to look for; a workout unless given. */
  readonly profile?: string | undefined;
  /** Extract again although a stored result exists. */
  readonly force_refresh?: boolean | undefined;
  /** Seconds after which no result is wanted any more: the job ends then, unless others wait for it longer. */
  readonly deadline_s?: number | undefined;
  /** One of your webhook endpoints, which is told what becomes of this job. */
  readonly webhook?: string | undefined;
  /** Given back unchanged with the job. At most 16 entries. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export interface SubmitJobsRequest {
  readonly jobs: readonly SubmitJobRequest[];
}

/** What the models were asked for this job, over all its attempts. */
export interface Usage {
  /** The model whose answer was used. */
  readonly model: string | null;
  /** The model location whose endpoint gave that answer, e.g. `eu` or `global`; not one of our regions. */
  readonly region: string | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly model_calls: number;
  /** US dollars; null when a model without a known price took part. */
  readonly cost_usd: number | null;
}

/** What a reader of the result should know of it. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  /** Where in the result, e.g. `exercises[0].sets[1].reps`. */
  readonly path?: string | undefined;
}

export interface WebhookDeliveries {
  readonly deliveries: readonly WebhookDelivery[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

/** An event on its way to an endpoint. Kept for a week. */
export interface WebhookDelivery {
  /** The `webhook-id` of an event. */
  readonly id: string;
  /** `job.succeeded` and its like, or `webhook.test`. */
  readonly type: string;
  /** The job that it tells of; null for a test. */
  readonly job_id: string | null;
  /** `pending`: it is tried, or tried again later. `failed`: given up. `skipped`: there was nobody to tell, or nothing any more. May gain values. */
  readonly status: 'pending' | 'delivered' | 'failed' | 'skipped' | (string & {});
  /** Why it is not delivered; null while there is no reason. */
  readonly reason: string | null;
  /** Over all rounds. */
  readonly tries: number;
  /** The latest, oldest first. */
  readonly attempts: readonly {
    readonly at: string;
    /** What the receiver answered; null when it did not. */
    readonly status: number | null;
    /** `timeout`, `connection`, `forbidden_address`; null for an answer. */
    readonly error: string | null;
    readonly duration_ms: number;
  }[];
  /** When what it tells of happened. */
  readonly occurred_at: string;
  /** When it is tried next; null once it is not. */
  readonly next_at: string | null;
  readonly ended_at: string | null;
}

/** Where events go; its secret is shown when it is made, and never again. */
export interface WebhookEndpoint {
  /** The id of a webhook endpoint. */
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  /** What it is told of. */
  readonly events: readonly string[];
  /** `thin`: ids and links alone, and the job is read with `GET`. `full`: the whole job as its caller sees it when the event is sent. */
  readonly payload: 'thin' | 'full';
  /** Nothing is sent to one that is disabled; its events stay in the log and can be sent again. */
  readonly status: 'enabled' | 'disabled';
  /** `owner`: by its owner. `gone`: it answered 410. `failing`: for three days. May gain values. */
  readonly disabled_reason: 'owner' | 'gone' | 'failing' | null;
  readonly disabled_at: string | null;
  /** The first failure since the last success; null: none. */
  readonly failing_since: string | null;
  /** Until when the secret before the present one signs too; null when there is one secret. */
  readonly secret_expires_at: string | null;
  readonly created_at: string;
}

export interface WebhookEndpoints {
  readonly endpoints: readonly WebhookEndpoint[];
}

/** Additional members may appear at any time. */
export interface WebhookEvent {
  readonly type: WebhookEventType;
  /** When it happened; `webhook-timestamp` is when this try was made. */
  readonly timestamp: string;
  readonly data: Job | WebhookJobLink;
}

/** May gain values. A job that ran out of time is `job.failed`. */
export type WebhookEventType = 'job.preview' | 'job.succeeded' | 'job.failed' | 'job.canceled' | (string & {});

/** Which job it is; read it for the rest. */
export interface WebhookJobLink {
  /** The id under which this caller knows the job. */
  readonly id: string;
  readonly links: {
    /** Where the job is read. */
    readonly self: string;
    /** Where its result is read by anybody; null without one. */
    readonly result: string | null;
  };
}

export interface WorkoutResult {
  readonly title: string | null;
  readonly description: string | null;
  /** One of these English words in every language. */
  readonly workout_type:
    | 'strength'
    | 'hypertrophy'
    | 'powerlifting'
    | 'calisthenics'
    | 'hiit'
    | 'circuit'
    | 'cardio'
    | 'running'
    | 'cycling'
    | 'swimming'
    | 'rowing'
    | 'crossfit'
    | 'mobility'
    | 'stretching'
    | 'yoga'
    | 'pilates'
    | 'core'
    | 'plyometrics'
    | 'martial_arts'
    | 'dance'
    | 'rehab'
    | 'warm_up'
    | 'mixed'
    | 'other'
    | null;
  /** Only if the post states it. */
  readonly duration_minutes: number | null;
  /** 1 is for anyone, 10 for elite athletes. */
  readonly difficulty_level: number | null;
  readonly exercises: readonly {
    /** The usual name of the exercise, without its numbers. In the language of the result. */
    readonly name: string;
    readonly muscle_groups: readonly string[];
    readonly equipment: readonly string[];
    /** One entry for each set. Empty when the post states no numbers. */
    readonly sets: readonly {
      /** Repetitions. Of a range, the lower number. */
      readonly reps: number | null;
      /** Pounds; kilograms times 2.20462, rounded to one decimal. */
      readonly weight_lbs: number | null;
      /** Seconds of work. */
      readonly duration_seconds: number | null;
      /** Miles. */
      readonly distance_miles: number | null;
      /** Seconds of rest after this set. */
      readonly rest_seconds: number | null;
    }[];
    readonly instructions: string | null;
    /** Where the numbers of this item come from: speech (transcript or audio), on_screen, caption, or inferred when none of these states them. Null without numbers. */
    readonly numbers_seen_in: 'speech' | 'on_screen' | 'caption' | 'inferred' | null;
  }[];
  readonly tags: readonly string[];
  readonly creator: string | null;
}

/** What a job finds, by the profile that was asked for. */
export interface Results {
  readonly workout: WorkoutResult;
  readonly recipe: RecipeResult;
}
