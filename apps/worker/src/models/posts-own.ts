import { AllEndpointsUnavailable, DeadlineExceeded } from '@sets/genai-pool';

/** No endpoint gave an answer. */
export type Unserved = AllEndpointsUnavailable | DeadlineExceeded;

export const isUnserved = (cause: unknown): cause is Unserved =>
  cause instanceof AllEndpointsUnavailable || cause instanceof DeadlineExceeded;

/**
 * Whether a failure is held against the post: others were served meanwhile. An outage that has just begun still answers
 * calls that were out; what ends a job for good takes a call that began after its own.
 */
export const isPostsOwn = ({ othersServed }: Unserved, isLastAttempt: boolean): boolean =>
  isLastAttempt ? othersServed === 'to_later_calls' : othersServed !== 'none';
