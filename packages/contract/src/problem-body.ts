import { z } from 'zod';
import type { JobError } from './job.ts';
import { PROBLEMS, type ProblemError } from './problems.ts';

/** RFC 9457 `application/problem+json`, with our extension members. */
export const problemBodySchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  retryable: z.boolean(),
  retry_after_s: z.number().nonnegative().optional(),
  request_id: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof problemBodySchema>;

/** The only builder of an error body. */
export function toProblemBody(error: ProblemError, requestId: string): ProblemBody {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: `urn:sets:problem:${error.code}`,
    title,
    status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    code: error.code,
    retryable: error.retryable,
    ...(error.retryAfterS === undefined ? {} : { retry_after_s: error.retryAfterS }),
    request_id: requestId,
    ...(error.errors === undefined ? {} : { errors: [...error.errors] }),
  };
}

/** The same problem as the `error` member of a job. */
export function toJobError(error: ProblemError): JobError {
  return {
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    ...(error.retryAfterS === undefined ? {} : { retry_after_s: error.retryAfterS }),
  };
}
