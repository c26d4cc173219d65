import { isJobId, isTerminal } from '@sets/contract';
import { jobPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Called with the job as it is and after each change; intermediate states may be skipped. */
  readonly onChange?: (snapshot: JobSnapshot) => void;
}

/**
 * Resolves with the last state seen when the job has ended, is unknown (null) or `signal` fires.
 *
 * @throws ProblemError `storage_unavailable` when the listener breaks for good
 */
export async function watchJob(
  { documents }: JobsContext,
  id: string,
  { signal, onChange = () => {} }: WatchOptions,
): Promise<JobSnapshot | null> {
  if (!isJobId(id) || signal.aborted) {
    return null;
  }
  const { promise, resolve, reject } = Promise.withResolvers<JobSnapshot | null>();
  let last: JobSnapshot | null = null;
  const stop = documents.watch(jobPath(id), {
    onChange(reading) {
      try {
        last = toJobSnapshot(reading);
        if (last !== null) {
          onChange(last);
        }
        if (last === null || isTerminal(last.job.status)) {
          resolve(last);
        }
      } catch (error) {
        reject(error);
      }
    },
    onError: reject,
  });
  const onAbort = (): void => resolve(last);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await promise;
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}
