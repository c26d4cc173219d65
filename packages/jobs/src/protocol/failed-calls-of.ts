import type { JobPolicy } from '../policy.ts';

/** One for the post's words, and one for its media. */
const LATER = 2;

/**
 * The part of a job's failed calls that one attempt may meet. An attempt may pay for the first moment of an outage, so
 * each later one can begin; most are the first one's, so that few jobs need another.
 */
export const failedCallsOf = (attempt: number, { maxFailedCalls, maxAttempts }: JobPolicy): number =>
  attempt === 1 ? maxFailedCalls - LATER * (maxAttempts - 1) : LATER;
