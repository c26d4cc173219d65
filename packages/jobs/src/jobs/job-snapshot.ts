import type { DocumentSnapshot, Timestamp } from '@google-cloud/firestore';
import type { JobDocument } from '../documents.ts';
import { decodeJob } from '../store/codec.ts';

/** A job as read at one moment. */
export interface JobSnapshot {
  readonly id: string;
  readonly job: JobDocument;
  /** Grows with each change; made of digits and a dot. For ETags and event ids. */
  readonly version: string;
}

export const versionOf = (time: Timestamp): string => `${time.seconds}.${String(time.nanoseconds).padStart(9, '0')}`;

/** Null when there is no such job. Throws MalformedDocumentError. */
export function toJobSnapshot(snapshot: DocumentSnapshot): JobSnapshot | null {
  const job = decodeJob(snapshot);
  if (job === null || snapshot.updateTime === undefined) {
    return null;
  }
  return { id: snapshot.id, job, version: versionOf(snapshot.updateTime) };
}
