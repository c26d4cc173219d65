import { isTerminal } from '@sets/contract';
import type { Reading, Version } from '@sets/store-kit';
import { decodeJob } from '../documents/codec.ts';
import type { JobDocument } from '../documents/job-document.ts';

/** A job as it was at one moment. */
export interface JobSnapshot {
  readonly job: JobDocument;
  /** Grows with each change: the precondition of the next one, and fit for ETags and event ids. */
  readonly version: Version;
  /** That moment by the server's clock, in milliseconds since the epoch. */
  readonly asOfMs: number;
}

/**
 * Null when there is no such job. One that has ended and expired is there no more, whoever deletes it when.
 *
 * @throws MalformedDocumentError
 */
export function toJobSnapshot(reading: Reading): JobSnapshot | null {
  const job = decodeJob(reading);
  if (job === null || reading.version === null) {
    return null;
  }
  if (isTerminal(job.status) && job.expires_at <= reading.readAtMs) {
    return null;
  }
  return { job, version: reading.version, asOfMs: reading.readAtMs };
}
