/**
 * When a document was last written, by the server: `seconds.nanoseconds` since the epoch. Grows with each change, so
 * it is the precondition of the next write, and fit for ETags and event ids.
 */
export type Version = string;

/** Milliseconds since the epoch. */
export function millisOfVersion(version: Version): number {
  const [seconds = Number.NaN, nanoseconds = Number.NaN] = version.split('.').map(Number);
  return seconds * 1_000 + Math.floor(nanoseconds / 1_000_000);
}

/** The first version of that millisecond since the epoch. */
export const versionOfMillis = (ms: number): Version =>
  `${Math.floor(ms / 1_000)}.${String((ms % 1_000) * 1_000_000).padStart(9, '0')}`;
