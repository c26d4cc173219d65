import { isJobId } from '@sets/contract';
import { jobPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type JobSnapshot, toJobSnapshot } from './job-snapshot.ts';

/**
 * One read. Null when there is no such job.
 *
 * @throws ProblemError `storage_unavailable`
 * @throws MalformedDocumentError
 */
export async function getJob({ documents }: JobsContext, id: string): Promise<JobSnapshot | null> {
  return isJobId(id) ? toJobSnapshot(await documents.read(jobPath(id))) : null;
}
