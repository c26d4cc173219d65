import type { BatchItem, SubmitJobRequest } from './api-types.ts';
import type { WireRequest } from './connection.ts';
import { ProblemError, type SubmitProblem } from './problem-error.ts';

/** What became of one of many: a job, or why there is none. */
export interface SubmittedItem<J> {
  readonly job: J | null;
  readonly problem: SubmitProblem | null;
}

/** One that has no answer takes the problem that ended the sending. */
export const notSubmitted = ({ code, message, retryable, retryAfterS }: ProblemError): SubmittedItem<never> => ({
  job: null,
  problem: { code, message, retryable, retry_after_s: retryAfterS },
});

/** Links that the API takes at once. */
const MAX_BATCH = 50;

/**
 * One batch after the other: a limit of requests per minute counts each link. Once some are accepted a failure is told of
 * each that is left, so that nobody loses the jobs before it.
 *
 * @throws ProblemError of the first batch, or the signal's reason
 */
export async function submitMany<J>(
  ask: (request: WireRequest) => Promise<{ readonly items: BatchItem[] }>,
  jobs: readonly SubmitJobRequest[],
  { signal, idempotencyKey }: { readonly signal: AbortSignal | undefined; readonly idempotencyKey: string },
): Promise<SubmittedItem<J>[]> {
  const submitted: SubmittedItem<J>[] = [];
  while (submitted.length < jobs.length) {
    const from = submitted.length;
    try {
      const { items } = await ask({
        ...{ method: 'POST', path: '/v1/jobs/batch', signal },
        headers: { 'idempotency-key': `${idempotencyKey}-${from}` },
        body: { jobs: jobs.slice(from, from + MAX_BATCH) },
      });
      submitted.push(...(items as readonly SubmittedItem<J>[]));
    } catch (error) {
      if (from === 0 || !(error instanceof ProblemError)) {
        throw error;
      }
      submitted.push(...jobs.slice(from).map(() => notSubmitted(error)));
    }
  }
  return submitted;
}
