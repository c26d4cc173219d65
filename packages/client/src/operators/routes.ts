// Generated from the schemas and the table of routes of the contract (make generate); do not edit.

import type {
  ApiKey,
  ApiKeys,
  AppCheckReport,
  BatchItem,
  CallerUsage,
  ChangeWebhookRequest,
  ConsoleSession,
  CreateApiKeyRequest,
  CreateWebhookRequest,
  FeedbackRequest,
  Health,
  Job,
  JobList,
  JobStatus,
  Liveness,
  MadeApiKey,
  MadeWebhook,
  OpsAllowed,
  OpsAuditPage,
  OpsBulkRequest,
  OpsCreateReplay,
  OpsFeedbackPage,
  OpsForgotten,
  OpsHistory,
  OpsInvalidateRequest,
  OpsInvalidation,
  OpsJobPage,
  OpsOverview,
  OpsPostRequest,
  OpsPreview,
  OpsPurge,
  OpsRegionChange,
  OpsRegionRequest,
  OpsRegions,
  OpsReplay,
  OpsReplayList,
  OpsReplayOutcome,
  OpsReplayPortion,
  OpsReplayRun,
  OpsTakeDown,
  OpsUsage,
  Performance,
  Platform,
  ProblemCode,
  ProcessingHealth,
  RegionsHealth,
  RotateApiKeyRequest,
  RotateWebhookRequest,
  StoredResult,
  SubmitJobRequest,
  SubmitJobsRequest,
  WebhookDeliveries,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpoints,
} from '../api-types.ts';

export const ROUTES = {
  submitJob: ['POST', '/v1/jobs'],
  listJobs: ['GET', '/v1/jobs'],
  submitJobs: ['POST', '/v1/jobs/batch'],
  getJob: ['GET', '/v1/jobs/{id}'],
  deleteJob: ['DELETE', '/v1/jobs/{id}'],
  cancelJob: ['POST', '/v1/jobs/{id}/cancel'],
  createWebhook: ['POST', '/v1/webhooks'],
  listWebhooks: ['GET', '/v1/webhooks'],
  getWebhook: ['GET', '/v1/webhooks/{id}'],
  changeWebhook: ['PATCH', '/v1/webhooks/{id}'],
  deleteWebhook: ['DELETE', '/v1/webhooks/{id}'],
  rotateWebhook: ['POST', '/v1/webhooks/{id}/rotate'],
  testWebhook: ['POST', '/v1/webhooks/{id}/test'],
  listDeliveries: ['GET', '/v1/webhooks/{id}/deliveries'],
  getDelivery: ['GET', '/v1/webhooks/{id}/deliveries/{delivery}'],
  redeliverWebhook: ['POST', '/v1/webhooks/{id}/deliveries/{delivery}/redeliver'],
  findResult: ['GET', '/v1/results'],
  getResult: ['GET', '/v1/results/{key}'],
  searchJobs: ['GET', '/v1/ops/jobs'],
  replayJob: ['POST', '/v1/ops/jobs/{id}/replay'],
  replayJobs: ['POST', '/v1/ops/jobs/replay'],
  purgeJobs: ['POST', '/v1/ops/jobs/purge'],
  invalidateResult: ['POST', '/v1/ops/results/invalidate'],
  takeDownPost: ['POST', '/v1/ops/posts/take-down'],
  allowPost: ['POST', '/v1/ops/posts/allow'],
  forgetCaller: ['POST', '/v1/ops/callers/{id}/forget'],
  listRegions: ['GET', '/v1/ops/regions'],
  controlRegion: ['POST', '/v1/ops/regions/{region}'],
  lookAtUpstreams: ['GET', '/v1/ops/upstreams'],
  listAudit: ['GET', '/v1/ops/audit'],
  createReplay: ['POST', '/v1/ops/replays'],
  listReplays: ['GET', '/v1/ops/replays'],
  getReplay: ['GET', '/v1/ops/replays/{id}'],
  runReplay: ['POST', '/v1/ops/replays/{id}/run'],
  getAppCheck: ['GET', '/v1/ops/app-check'],
  createKey: ['POST', '/v1/ops/keys'],
  listKeys: ['GET', '/v1/ops/keys'],
  rotateKey: ['POST', '/v1/ops/keys/{id}/rotate'],
  revokeKey: ['POST', '/v1/ops/keys/{id}/revoke'],
  getUsage: ['GET', '/v1/usage'],
  getOpsUsage: ['GET', '/v1/ops/usage'],
  getOverview: ['GET', '/v1/ops/overview'],
  getHistory: ['GET', '/v1/ops/history'],
  giveFeedback: ['POST', '/v1/jobs/{id}/feedback'],
  listFeedback: ['GET', '/v1/ops/feedback'],
  openSession: ['POST', '/v1/console/session'],
  getSession: ['GET', '/v1/console/session'],
  closeSession: ['DELETE', '/v1/console/session'],
  getHealth: ['GET', '/health'],
  getLiveness: ['GET', '/health/live'],
  getRegionsHealth: ['GET', '/health/regions'],
  getProcessingHealth: ['GET', '/health/processing'],
  getPerformance: ['GET', '/metrics/performance'],
  getOpenApi: ['GET', '/openapi.json'],
} as const;

export interface Routes {
  /** Submit a link: what is known is answered at once, what is under way is joined */
  readonly submitJob: {
    readonly body: SubmitJobRequest;
    readonly answer: Job;
  };
  /** The caller's own jobs, newest first */
  readonly listJobs: {
    readonly query?:
      | {
          readonly status?: JobStatus | undefined;
          /** Jobs on a page, at most. */
          readonly limit?: number | undefined;
          /** `next` of the page before. */
          readonly cursor?: string | undefined;
        }
      | undefined;
    readonly answer: JobList;
  };
  /** Submit up to 50 links at once, each for itself */
  readonly submitJobs: {
    readonly body: SubmitJobsRequest;
    readonly answer: {
      readonly items: readonly BatchItem[];
    };
  };
  /** Read a job, failed ones too */
  readonly getJob: {
    readonly params: {
      /** The id of a job. */
      readonly id: string;
    };
    readonly answer: Job;
  };
  /** Delete what this caller gave with a job */
  readonly deleteJob: {
    readonly params: {
      /** The id of a job. */
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Wait no longer for a live job */
  readonly cancelJob: {
    readonly params: {
      /** The id of a job. */
      readonly id: string;
    };
    readonly answer: Job;
  };
  /** Make an endpoint to which events are sent */
  readonly createWebhook: {
    readonly body: CreateWebhookRequest;
    readonly answer: MadeWebhook;
  };
  /** Your endpoints, newest first */
  readonly listWebhooks: {
    readonly answer: WebhookEndpoints;
  };
  /** Read an endpoint, and whether it fails */
  readonly getWebhook: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
    };
    readonly answer: WebhookEndpoint;
  };
  /** Change an endpoint, or disable and enable it */
  readonly changeWebhook: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
    };
    readonly body: ChangeWebhookRequest;
    readonly answer: WebhookEndpoint;
  };
  /** Delete an endpoint with its secrets and its log */
  readonly deleteWebhook: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Make the next secret; both sign for a while */
  readonly rotateWebhook: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
    };
    readonly body: RotateWebhookRequest;
    readonly answer: MadeWebhook;
  };
  /** Send a `webhook.test` event */
  readonly testWebhook: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
    };
    readonly answer: WebhookDelivery;
  };
  /** What was sent to an endpoint in the last days, newest first */
  readonly listDeliveries: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
    };
    readonly query?:
      | {
          /** Deliveries on a page, at most. */
          readonly limit?: number | undefined;
          /** `next` of the page before. */
          readonly cursor?: string | undefined;
        }
      | undefined;
    readonly answer: WebhookDeliveries;
  };
  /** What became of one event, by its `webhook-id` */
  readonly getDelivery: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
      /** The `webhook-id` of an event. */
      readonly delivery: string;
    };
    readonly answer: WebhookDelivery;
  };
  /** Send an event again, now, under the same `webhook-id` */
  readonly redeliverWebhook: {
    readonly params: {
      /** The id of a webhook endpoint. */
      readonly id: string;
      /** The `webhook-id` of an event. */
      readonly delivery: string;
    };
    readonly answer: WebhookDelivery;
  };
  /** Find the stored result of a link; starts no work */
  readonly findResult: {
    readonly query: {
      /** A link to a post, in any form that the platforms share, or to a video file; or the text of a share sheet around one. The first link that is a post counts. */
      readonly url: string;
      /** BCP 47 tag or English name of the language of the result, one of ar, bg, bn, ca, cs, da, de, el, en, es, et, fa, fi, fil, fr, he, hi, hr, hu, id, it, ja, ko, lt, lv, mr, ms, nl, no, pl, pt, pt-PT, ro, ru, sk, sl, sr, sv, sw, ta, te, th, tr, uk, ur, vi, zh, zh-TW, which regional variants collapse to; the post's own language unless given. Names of exercises, titles, descriptions, instructions, equipment, muscle groups and tags are written in it; values of enumerations are English in every language, and creators, quoted words and named workouts stay as the post has them. */
      readonly language?: string | undefined;
      /** What to look for; a workout unless given. */
      readonly profile?: string | undefined;
    };
    readonly answer: StoredResult;
  };
  /** Read a stored result; public and cacheable */
  readonly getResult: {
    readonly params: {
      /** The key of a result: hex SHA-256 of post, profile, version and language. */
      readonly key: string;
    };
    readonly answer: StoredResult;
  };
  /** Search jobs, newest first; all conditions hold together */
  readonly searchJobs: {
    readonly query?:
      | {
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
          /** One job alone. */
          readonly id?: string | undefined;
          /** The jobs of one trace, whatever else is asked. */
          readonly trace?: string | undefined;
          /** The jobs that one request made or joined, by its `X-Request-Id`, whatever else is asked; of 32 small hex digits, those of that trace too. */
          readonly request?: string | undefined;
          /** Ended without a result for a reason that is not the post’s, and not replayed since. */
          readonly dead?: boolean | undefined;
          /** Jobs per page. */
          readonly limit?: number | undefined;
          /** `next` of the page before. */
          readonly cursor?: string | undefined;
        }
      | undefined;
    readonly answer: OpsJobPage;
  };
  /** Submit a dead job again */
  readonly replayJob: {
    readonly params: {
      /** The id of a job. */
      readonly id: string;
    };
    readonly answer: OpsReplayOutcome;
  };
  /** Submit the dead jobs that a filter means again, or count them with `preview` */
  readonly replayJobs: {
    readonly body: OpsBulkRequest;
    readonly answer: OpsPreview | OpsReplay;
  };
  /** Delete the dead jobs that a filter means, or count them with `preview` */
  readonly purgeJobs: {
    readonly body: OpsBulkRequest;
    readonly answer: OpsPreview | OpsPurge;
  };
  /** Forget what is known of a post, by key or by link */
  readonly invalidateResult: {
    readonly body: OpsInvalidateRequest;
    readonly answer: OpsInvalidation;
  };
  /** Remove all that was made of a post, and take no more submits of it */
  readonly takeDownPost: {
    readonly body: OpsPostRequest;
    readonly answer: OpsTakeDown;
  };
  /** Take submits of a post again that was taken down */
  readonly allowPost: {
    readonly body: OpsPostRequest;
    readonly answer: OpsAllowed;
  };
  /** Remove everything that a caller gave, with its keys and its name */
  readonly forgetCaller: {
    readonly params: {
      /** The caller, as its keys name it. */
      readonly id: string;
    };
    readonly answer: OpsForgotten;
  };
  /** Every region with its workers, queue, depth and oldest task, and what operators decided for it */
  readonly listRegions: {
    readonly answer: OpsRegions;
  };
  /** Pause or resume the queue of a region, or drain it and take it back */
  readonly controlRegion: {
    readonly params: {
      /** One of our regions. */
      readonly region: string;
    };
    readonly body: OpsRegionRequest;
    readonly answer: OpsRegionChange;
  };
  /** Ask everything that the service stands on, at most once a minute, and say what breaks without it */
  readonly lookAtUpstreams: {
    readonly answer: {
      readonly checked_at: string;
      readonly works: boolean;
      readonly attention: readonly string[];
      readonly upstreams: readonly {
        readonly kind: 'model' | 'firestore' | 'queue' | 'scraper' | 'redis' | 'keys';
        readonly name: string;
        readonly status: 'ok' | 'failed' | 'skipped';
        readonly served: boolean | null;
        readonly latency_ms: number | null;
        readonly detail: string;
        readonly breaks: string | null;
      }[];
    };
  };
  /** The latest 200 changes, newest first */
  readonly listAudit: {
    readonly answer: OpsAuditPage;
  };
  /** Count the dead jobs that a filter means, and keep that to replay them by its id */
  readonly createReplay: {
    readonly body: OpsCreateReplay;
    readonly answer: OpsReplayRun;
  };
  /** The latest 20 replays, each as it stands, newest first */
  readonly listReplays: {
    readonly answer: OpsReplayList;
  };
  /** One replay as it stands */
  readonly getReplay: {
    readonly params: {
      /** The replay, as its creation told it. */
      readonly id: string;
    };
    readonly answer: OpsReplayRun;
  };
  /** Submit the next jobs of a replay again; after a crash, and from any instance, it goes on */
  readonly runReplay: {
    readonly params: {
      /** The replay, as its creation told it. */
      readonly id: string;
    };
    readonly query?:
      | {
          /** At most so many now, newest first. */
          readonly limit?: number | undefined;
        }
      | undefined;
    readonly answer: OpsReplayPortion;
  };
  /** What became of App Check tokens in the last 6 hours, and whether enforcing is safe */
  readonly getAppCheck: {
    readonly answer: AppCheckReport;
  };
  /** Make an API key for a caller, which may have two that live */
  readonly createKey: {
    readonly body: CreateApiKeyRequest;
    readonly answer: MadeApiKey;
  };
  /** List API keys, newest first, ended ones too */
  readonly listKeys: {
    readonly query?:
      | {
          /** Those of one caller alone. */
          readonly caller?: string | undefined;
        }
      | undefined;
    readonly answer: ApiKeys;
  };
  /** Make the next key of a caller, and let the old one end after a while */
  readonly rotateKey: {
    readonly params: {
      /** The part between the underscores; no secret. */
      readonly id: string;
    };
    readonly body: RotateApiKeyRequest;
    readonly answer: MadeApiKey;
  };
  /** End an API key; it opens nothing on any instance half a minute later */
  readonly revokeKey: {
    readonly params: {
      /** The part between the underscores; no secret. */
      readonly id: string;
    };
    readonly answer: ApiKey;
  };
  /** What your jobs have cost today, what is left of your budget, and your limits */
  readonly getUsage: {
    readonly answer: CallerUsage;
  };
  /** What the jobs of all callers have cost today, and whose they were */
  readonly getOpsUsage: {
    readonly query?:
      | {
          /** Payers shown. */
          readonly limit?: number | undefined;
        }
      | undefined;
    readonly answer: OpsUsage;
  };
  /** What needs an operator now, worst first, and the fleet that it is about */
  readonly getOverview: {
    readonly answer: OpsOverview;
  };
  /** Queues and money by the minute and answers by the hour, of the last 24 hours */
  readonly getHistory: {
    readonly answer: OpsHistory;
  };
  /** Say that what an ended job has shown is wrong */
  readonly giveFeedback: {
    readonly params: {
      /** The id of a job. */
      readonly id: string;
    };
    readonly body: FeedbackRequest;
    readonly answer: undefined;
  };
  /** The latest 200 pieces of feedback, with what was shown, newest first */
  readonly listFeedback: {
    readonly answer: OpsFeedbackPage;
  };
  /** Swap a key for the cookie of the console */
  readonly openSession: {
    readonly answer: ConsoleSession;
  };
  /** Who is signed in to the console, and what may be offered */
  readonly getSession: {
    readonly answer: ConsoleSession;
  };
  /** Sign out of the console */
  readonly closeSession: {
    readonly answer: undefined;
  };
  /** Whether this instance can do its work */
  readonly getHealth: {
    readonly answer: Health;
  };
  /** Whether this process answers at all */
  readonly getLiveness: {
    readonly answer: Liveness;
  };
  /** Workers, queues and model endpoints by region */
  readonly getRegionsHealth: {
    readonly answer: RegionsHealth;
  };
  /** The model pool, the queues and the cache, over all regions */
  readonly getProcessingHealth: {
    readonly answer: ProcessingHealth;
  };
  /** Latencies, hit rates and use of capacity of the last 24 hours */
  readonly getPerformance: {
    readonly answer: Performance;
  };
  /** This document */
  readonly getOpenApi: {
    readonly answer: Readonly<Record<string, unknown>>;
  };
}
