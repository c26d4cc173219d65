import type { CarriedJob } from '@sets/contract';
import { z } from 'zod';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { type JobDocument, storedJobSchema } from './job-document.ts';

const timeSchema = z.number();

/** A job that was just made: its times as plain milliseconds since the epoch, no lease, nothing owed to a caller. */
const carriedJobSchema = storedJobSchema.extend({
  status: z.literal('queued'),
  lease: z.null(),
  attempts: z.tuple([]).default([]),
  wake_at: timeSchema,
  created_at: timeSchema,
  started_at: z.null(),
  finished_at: z.null(),
  deadline_at: timeSchema,
  asked_deadline_at: timeSchema.nullable().default(null),
  expires_at: timeSchema,
});

/**
 * What a new job's task tells its worker. A caller's metadata and the name of its request are no worker's business and
 * stay in the store.
 */
export function carryJob({ job, version }: JobSnapshot): CarriedJob {
  const { id: _, ...fields } = job;
  return { version, job: { ...fields, metadata: null, request_id: null } };
}

/** Null when a release with other fields has sent it: the job is read instead. */
export function carriedJob(id: string, { version, job }: CarriedJob): Omit<JobSnapshot, 'asOfMs'> | null {
  const parsed = carriedJobSchema.safeParse(job);
  return parsed.success ? { job: { ...parsed.data, id } satisfies JobDocument, version } : null;
}
