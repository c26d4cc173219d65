import type { JobError, Problem, ProblemCode } from './api-types.ts';

/**
 * What only a client can meet.
 * - `network_failed`: no answer, or half of one.
 * - `timed_out`: nothing came for too long.
 * - `unreadable_answer`: something between answered, not the API.
 */
export type ClientProblemCode = 'network_failed' | 'timed_out' | 'unreadable_answer';

export interface ProblemFields {
  readonly code: ProblemCode | ClientProblemCode;
  /** The sentence for people. */
  readonly title: string;
  readonly retryable: boolean;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly detail?: string | undefined;
  readonly retryAfterS?: number | undefined;
  readonly requestId?: string | undefined;
  readonly errors?: Problem['errors'];
  readonly cause?: unknown;
}

/** Every refusal and failure, by its `code`; the catalogue is in docs/problems.md. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode | ClientProblemCode;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly title: string;
  /** One more sentence about this occurrence. */
  readonly detail: string | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Seconds after which trying again is worth while. */
  readonly retryAfterS: number | undefined;
  /** Names the request in the service's logs. */
  readonly requestId: string | undefined;
  /** The single faults of an invalid request. */
  readonly errors: Problem['errors'];

  constructor(fields: ProblemFields) {
    super(fields.detail === undefined ? fields.title : `${fields.title} ${fields.detail}`);
    if (fields.cause !== undefined) {
      this.cause = fields.cause;
    }
    this.code = fields.code;
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail;
    this.retryable = fields.retryable;
    this.retryAfterS = fields.retryAfterS;
    this.requestId = fields.requestId;
    this.errors = fields.errors;
  }
}

/** Why one of many was refused, or was not sent: as a job's error, with the client's own codes besides. */
export type SubmitProblem = Omit<JobError, 'code'> & Pick<ProblemFields, 'code'>;

/** A job that ended without a result, or a refused item of a batch, as an error to throw. */
export const problemOfJob = ({ code, message, retryable, retry_after_s }: SubmitProblem): ProblemError =>
  new ProblemError({ code, title: message, retryable, status: 200, retryAfterS: retry_after_s });

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && typeof (body as Partial<Problem>).code === 'string';

/** Gateways that answer with a page of their own: the request may get through later. */
const PASSING = [429, 502, 503, 504];

/** The problem that an answer of 400 or more tells, whoever wrote it. */
export function problemOfAnswer(status: number, body: unknown, retryAfterS: number | undefined): ProblemError {
  if (!isProblem(body)) {
    return unreadable(status, PASSING.includes(status), retryAfterS);
  }
  return new ProblemError({
    ...{ code: body.code as ProblemCode, title: body.title, detail: body.detail, errors: body.errors },
    ...{ retryable: body.retryable, status, requestId: body.request_id },
    retryAfterS: body.retry_after_s ?? retryAfterS,
  });
}

export const unreadable = (status: number, retryable: boolean, retryAfterS?: number): ProblemError =>
  new ProblemError({
    code: 'unreadable_answer',
    title: 'The answer was not one of the API.',
    ...{ status, retryable, retryAfterS },
  });

export const networkFailed = (cause: unknown): ProblemError =>
  new ProblemError({
    code: 'network_failed',
    title: 'The API could not be reached.',
    ...{ status: 0, retryable: true, cause },
  });

export const timedOut = (ms: number): ProblemError =>
  new ProblemError({
    code: 'timed_out',
    title: `Nothing came from the API for ${Math.round(ms / 1_000)} s.`,
    ...{ status: 0, retryable: true },
  });
