import { z } from 'zod';
import type { JobError } from './job.ts';
import { PROBLEMS, type ProblemCode, type ProblemError } from './problems.ts';

/** RFC 9457 `application/problem+json`, with our extension members. */
export const problemBodySchema = z
  .object({
    type: z.string().describe('Names the kind of problem, as `code` does: the address of a page about it.'),
    title: z.string().describe('The sentence that belongs to the code, for people.'),
    status: z.number().int(),
    detail: z.string().optional().describe('One more sentence about this occurrence.'),
    code: z.string().describe('Branch on this. May gain values.'),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
    retry_after_s: z.number().nonnegative().optional().describe('Seconds after which that is worth while.'),
    request_id: z.string().describe('Names this request in our logs.'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('The faults of an invalid request.'),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457).' });
export type ProblemBody = z.infer<typeof problemBodySchema>;

/** Where a page says what it means; the API serves it. */
export const problemType = (code: ProblemCode): string => `/problems/${code}`;

/** The only builder of an error body. */
export function toProblemBody(error: ProblemError, requestId: string): ProblemBody {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: problemType(error.code),
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
