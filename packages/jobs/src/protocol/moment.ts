import type { JobPolicy } from '../policy.ts';

/** When a decision is made, and by which numbers. */
export interface Moment {
  /** The server's time, in milliseconds since the epoch. */
  readonly nowMs: number;
  readonly policy: JobPolicy;
}
