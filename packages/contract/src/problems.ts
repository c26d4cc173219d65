import { READABLE_POSTS } from './platforms.ts';

/**
 * The catalogue of everything that can go wrong for a caller. Nothing else in the system names a problem:
 * RFC 9457 bodies, job errors, docs and the OpenAPI document are all read from here.
 */
export interface ProblemDefinition {
  /** HTTP status when the problem answers a request. A failed job is still read with 200. */
  readonly status: number;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** The sentence a person reads. */
  readonly title: string;
}

const define = <const T extends Record<string, ProblemDefinition>>(catalogue: T): Readonly<T> =>
  Object.freeze(catalogue);

export const PROBLEMS = define({
  // The request itself
  invalid_request: { status: 400, retryable: false, title: 'The request does not have the expected form.' },
  invalid_json: { status: 400, retryable: false, title: 'The request body is not valid JSON.' },
  malformed_http: { status: 400, retryable: false, title: 'What came over the connection is no HTTP request.' },
  headers_too_large: {
    status: 431,
    retryable: false,
    title: 'The address and headers of the request are larger than the 16 KB that this service takes.',
  },
  request_timeout: { status: 408, retryable: true, title: 'The request did not arrive in time.' },
  body_too_large: { status: 413, retryable: false, title: 'The request body is larger than this address takes.' },
  unsupported_media_type: { status: 415, retryable: false, title: 'Send the request body as application/json.' },
  route_not_found: { status: 404, retryable: false, title: 'There is nothing at this address.' },
  method_not_allowed: { status: 405, retryable: false, title: 'This address does not support that method.' },
  unauthenticated: { status: 401, retryable: false, title: 'Credentials are missing or not valid.' },
  forbidden: { status: 403, retryable: false, title: 'These credentials do not allow that.' },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests; send them more slowly.' },

  // The link
  invalid_url: { status: 400, retryable: false, title: 'That is not a link we can read.' },
  unsupported_url: { status: 422, retryable: false, title: `We can read ${READABLE_POSTS}.` },
  url_not_a_post: { status: 422, retryable: false, title: 'That link leads to a page, not to a single post or video.' },
  forbidden_address: { status: 422, retryable: false, title: 'That link leads to an address that we do not open.' },
  short_link_unresolved: { status: 503, retryable: true, title: 'That short link could not be followed just now.' },

  // The post
  content_not_found: { status: 404, retryable: false, title: 'That post does not exist or was removed.' },
  content_private: { status: 403, retryable: false, title: 'That post is private or restricted.' },
  content_removed: { status: 451, retryable: false, title: 'That post was taken down here and is not read any more.' },
  content_age_restricted: { status: 403, retryable: false, title: 'That video is only for viewers of a certain age.' },
  content_live: {
    status: 422,
    retryable: false,
    title: 'That video is a live stream; send it again when it has ended.',
  },
  media_unavailable: { status: 502, retryable: true, title: 'The video of that post could not be downloaded.' },
  host_busy: {
    status: 503,
    retryable: true,
    title: 'We fetch from that server already as many files as we do at once.',
  },
  host_unresponsive: {
    status: 504,
    retryable: false,
    title: 'The server behind that link does not send the file in time.',
  },
  media_unsupported: {
    status: 415,
    retryable: false,
    title: 'The file behind that link is not a video or image that we can read.',
  },
  media_too_large: { status: 413, retryable: false, title: 'That video is too large to be processed.' },
  media_too_long: { status: 422, retryable: false, title: 'That video is too long; short workout videos work best.' },
  not_a_workout: { status: 422, retryable: false, title: 'We found no workout in that post.' },
  nothing_to_extract: { status: 422, retryable: false, title: 'We did not find in that post what was asked for.' },

  // Upstreams
  scraper_unavailable: { status: 503, retryable: true, title: 'The post could not be looked up just now.' },
  scraper_unauthorized: { status: 503, retryable: false, title: 'Looking up posts is not available at the moment.' },
  scraper_out_of_credits: {
    status: 503,
    retryable: false,
    title: 'Looking up posts is not available at the moment; our quota is used up.',
  },
  scraper_bad_response: {
    status: 502,
    retryable: true,
    title: 'The post was looked up, but the answer could not be read.',
  },
  model_unavailable: { status: 503, retryable: true, title: 'The model is not available in any region just now.' },
  model_rate_limited: { status: 503, retryable: true, title: 'The model is busy in every region just now.' },
  model_unauthorized: {
    status: 503,
    retryable: true,
    title: 'The model is not available to this service at the moment.',
  },
  model_request_rejected: { status: 502, retryable: false, title: 'The model did not accept this content.' },
  model_blocked: { status: 422, retryable: false, title: 'The model declined to read this content.' },
  model_truncated: { status: 502, retryable: true, title: 'The answer of the model was cut off.' },
  model_invalid_output: { status: 502, retryable: true, title: 'The answer of the model could not be understood.' },

  // The job
  job_not_found: { status: 404, retryable: false, title: 'There is no such job.' },
  job_expired: { status: 504, retryable: true, title: 'The job was not finished within its time limit.' },
  attempts_exhausted: { status: 502, retryable: true, title: 'The job failed several times and was given up.' },
  job_canceled: { status: 409, retryable: false, title: 'The job was canceled.' },
  replay_not_found: { status: 404, retryable: false, title: 'There is no such replay any more.' },
  job_finished: { status: 409, retryable: false, title: 'The job has already ended.' },
  too_many_jobs: {
    status: 429,
    retryable: true,
    title: 'You have as many jobs under way as one caller may have; wait until some have ended.',
  },
  budget_exhausted: {
    status: 429,
    retryable: true,
    title: 'The budget for today is used up; it is whole again at midnight UTC. What is known is still answered.',
  },
  job_shared: { status: 409, retryable: false, title: 'Others wait for this job too, so it is not canceled.' },
  idempotency_mismatch: {
    status: 422,
    retryable: false,
    title: 'That Idempotency-Key stands for another request of yours.',
  },
  too_many_streams: { status: 429, retryable: true, title: 'That caller follows as many jobs at once as it may.' },
  result_not_found: { status: 404, retryable: false, title: 'There is no stored result for that.' },

  // Callers
  key_not_found: { status: 404, retryable: false, title: 'There is no such API key that holds.' },
  too_many_keys: {
    status: 409,
    retryable: false,
    title: 'That caller has as many live keys as it may have; revoke one first.',
  },

  // Webhooks
  webhook_not_found: { status: 404, retryable: false, title: 'There is no such webhook endpoint of yours.' },
  webhook_disabled: { status: 409, retryable: false, title: 'That webhook endpoint is disabled; enable it first.' },
  too_many_webhooks: {
    status: 409,
    retryable: false,
    title: 'You have as many webhook endpoints as one caller may have; delete one first.',
  },
  delivery_not_found: { status: 404, retryable: false, title: 'There is no such delivery to that endpoint any more.' },

  // The service
  worker_saturated: { status: 429, retryable: true, title: 'This worker is at its capacity.' },
  storage_unavailable: {
    status: 503,
    retryable: true,
    title: 'Our store does not answer just now; no accepted job is lost.',
  },
  token_keys_unavailable: {
    status: 503,
    retryable: true,
    title: 'The keys to check these credentials with cannot be had just now.',
  },
  overloaded: {
    status: 503,
    retryable: true,
    title: 'This instance has too much to do just now; what it knows it still answers.',
  },
  shutting_down: { status: 503, retryable: true, title: 'This instance is shutting down; try again.' },
  internal: { status: 500, retryable: true, title: 'Something went wrong on our side.' },
});

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES: readonly ProblemCode[] = Object.freeze(Object.keys(PROBLEMS) as ProblemCode[]);

export interface ProblemOptions {
  /** One more sentence for the caller about this occurrence. Never an internal message. */
  readonly detail?: string;
  /** Seconds after which trying again is worth while. */
  readonly retryAfterS?: number;
  /** Overrides the catalogue's word on retrying, for one occurrence. */
  readonly retryable?: boolean;
  /** The individual faults of an invalid request. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** What really happened; logged, never sent. */
  readonly cause?: unknown;
}

/** The one typed error of the domain. Transports map it; nothing tells errors apart by their message. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly retryAfterS: number | undefined;
  readonly retryable: boolean;
  readonly errors: readonly { readonly path: string; readonly message: string }[] | undefined;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(
      options.detail === undefined ? PROBLEMS[code].title : `${PROBLEMS[code].title} ${options.detail}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.detail = options.detail;
    this.retryAfterS = options.retryAfterS;
    this.retryable = options.retryable ?? PROBLEMS[code].retryable;
    this.errors = options.errors;
  }
}

export const isProblem = (error: unknown, code: ProblemCode): error is ProblemError =>
  error instanceof ProblemError && error.code === code;
