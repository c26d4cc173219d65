import { isTerminal } from '@sets/contract';
import { storageUnavailable } from '@sets/store-kit';
import type { JobsContext } from '../store/jobs-context.ts';
import { isJobId, jobRef } from '../store/refs.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

export interface WatchOptions {
  readonly signal: AbortSignal;
}

/**
 * Calls `onChange` with the job as it is and after each change. Resolves with the last state seen when the job has
 * ended, is unknown (null) or `signal` fires; rejects when the listener breaks for good. Intermediate states may be skipped.
 */
export async function watchJob(
  context: JobsContext,
  id: string,
  { signal }: WatchOptions,
  onChange: (snapshot: JobSnapshot) => void,
): Promise<JobSnapshot | null> {
  if (!isJobId(id)) {
    return null;
  }
  return await new Promise((resolve, reject) => {
    let last: JobSnapshot | null = null;
    let unsubscribe = (): void => {};
    const settle = (act: () => void): void => {
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onAbort = (): void => settle(() => resolve(last));
    if (signal.aborted) {
      return resolve(null);
    }
    signal.addEventListener('abort', onAbort, { once: true });
    unsubscribe = jobRef(context.firestore, id).onSnapshot(
      (document) => {
        try {
          context.serverTime.observe(document.readTime);
          last = toJobSnapshot(document);
          if (last !== null) {
            onChange(last);
          }
          if (last === null || isTerminal(last.job.status)) {
            settle(() => resolve(last));
          }
        } catch (error) {
          settle(() => reject(error));
        }
      },
      (error) => settle(() => reject(storageUnavailable(error))),
    );
  });
}
