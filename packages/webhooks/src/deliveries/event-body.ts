import { isoTime } from '@sets/clock';
import { isTerminal, type Job, WEBHOOK_TEST } from '@sets/contract';
import type { Delivery } from '../documents/delivery-document.ts';
import type { Endpoint } from '../documents/endpoint-document.ts';

/**
 * What `caller` sees of a job now; null when it is gone.
 *
 * @throws ProblemError `storage_unavailable`
 */
export type ReadJob = (id: string, caller: string) => Promise<Job | null>;

/** Null when it has been overtaken: nobody is told what a job looked like before its end once it has ended. */
export async function eventBody(
  { type, job_id, caller, links, own, occurred_at }: Delivery,
  { id, payload }: Pick<Endpoint, 'id' | 'payload'>,
  readJob: ReadJob,
): Promise<string | null> {
  const event = { type, timestamp: isoTime(occurred_at) };
  if (type === WEBHOOK_TEST || job_id === null) {
    return JSON.stringify({ ...event, data: { endpoint: id } });
  }
  const isPreview = type === 'job.preview';
  const job = isPreview || payload === 'full' ? await readJob(job_id, caller) : null;
  if (isPreview && (job === null || isTerminal(job.status))) {
    return null;
  }
  // Of a job that was deleted meanwhile there is nothing more to say than that it ended.
  if (job === null || payload === 'thin') {
    return JSON.stringify({ ...event, data: { id: job_id, links } });
  }
  return JSON.stringify({ ...event, data: own === null ? job : withOwn(job, own) });
}

const withOwn = (job: Job, { metadata, submitted_url, served_from }: NonNullable<Delivery['own']>): Job => ({
  ...job,
  metadata,
  served_from,
  source: { ...job.source, submitted_url },
});
