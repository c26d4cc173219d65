import { Timestamp } from '@google-cloud/firestore';
import type { Version } from '../documents/version.ts';

/** Keeps every nanosecond: the precondition of the next write is exact. */
export const versionOf = ({ seconds, nanoseconds }: Timestamp): Version =>
  `${seconds}.${String(nanoseconds).padStart(9, '0')}`;

export function timeOfVersion(version: Version): Timestamp {
  const [seconds = Number.NaN, nanoseconds = Number.NaN] = version.split('.').map(Number);
  return new Timestamp(seconds, nanoseconds);
}
