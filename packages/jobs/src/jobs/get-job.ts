import { readDocument } from '@sets/store-kit';
import type { JobsContext } from '../store/jobs-context.ts';
import { isJobId, jobRef } from '../store/refs.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

/** One read. Null when there is no such job. */
export async function getJob(context: JobsContext, id: string): Promise<JobSnapshot | null> {
  if (!isJobId(id)) {
    return null;
  }
  return toJobSnapshot(await readDocument(context, jobRef(context.firestore, id)));
}
