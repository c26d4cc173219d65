import type { BatchItem, JobError, SubmitJobRequest } from './api-types.ts';
import type { WireRequest } from './connection.ts';

/** What became of one of many: a job, or why there is none. */
export interface SubmittedItem<J> {
  readonly job: J | null;
  readonly problem: JobError | null;
}

/** Links that the API takes at once. */
const MAX_BATCH = 50;

/** One batch after the other: a limit of requests per minute counts each link. */
export async function submitMany<J>(
  ask: (request: WireRequest) => Promise<{ readonly items: BatchItem[] }>,
  jobs: readonly SubmitJobRequest[],
  { signal, idempotencyKey }: { readonly signal: AbortSignal | undefined; readonly idempotencyKey: string },
): Promise<SubmittedItem<J>[]> {
  const submitted: SubmittedItem<J>[] = [];
  for (let from = 0; from < jobs.length; from += MAX_BATCH) {
    const { items } = await ask({
      ...{ method: 'POST', path: '/v1/jobs/batch', signal },
      headers: { 'idempotency-key': `${idempotencyKey}-${from}` },
      body: { jobs: jobs.slice(from, from + MAX_BATCH) },
    });
    submitted.push(...(items as readonly SubmittedItem<J>[]));
  }
  return submitted;
}
