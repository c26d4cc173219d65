import { readDocument } from '../store/read-document.ts';
import { isJobId, jobRef, type StoreContext } from '../store/store-context.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

/** One read. Null when there is no such job. */
export async function getJob(context: StoreContext, id: string): Promise<JobSnapshot | null> {
  if (!isJobId(id)) {
    return null;
  }
  return toJobSnapshot(await readDocument(context, jobRef(context.firestore, id)));
}
