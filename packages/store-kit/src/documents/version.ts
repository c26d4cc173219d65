import { Timestamp } from '@google-cloud/firestore';

/**
 * When a document was last written, by the server: `seconds.nanoseconds` since the epoch. Grows with each change, so
 * it is the precondition of the next write, and fit for ETags and event ids.
 */
export type Version = string;

export const versionOf = ({ seconds, nanoseconds }: Timestamp): Version =>
  `${seconds}.${String(nanoseconds).padStart(9, '0')}`;

export function timeOfVersion(version: Version): Timestamp {
  const [seconds, nanoseconds] = version.split('.').map(Number);
  return new Timestamp(seconds ?? Number.NaN, nanoseconds ?? Number.NaN);
}

/** Milliseconds since the epoch. */
export const millisOfVersion = (version: Version): number => timeOfVersion(version).toMillis();
