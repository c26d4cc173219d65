import type { Timestamp } from './wire.ts';

/** Microseconds since the epoch. Stays an exact number until the year 2255. */
export type Micros = number;

export const toMicros = (timestamp: Timestamp): Micros =>
  Number(timestamp.seconds ?? 0) * 1_000_000 + Math.floor((timestamp.nanos ?? 0) / 1000);

export function fromMicros(micros: Micros): Timestamp {
  const seconds = Math.floor(micros / 1_000_000);
  return { seconds: String(seconds), nanos: (micros - seconds * 1_000_000) * 1000 };
}
