import { AllEndpointsUnavailable, DeadlineExceeded, type OthersServed } from '@sets/genai-pool';
import type { Blame } from '@sets/jobs';
import { UpstreamOutage } from '@sets/video-source';

/** No endpoint gave an answer. */
export type Unserved = AllEndpointsUnavailable | DeadlineExceeded;

export const isUnserved = (cause: unknown): cause is Unserved =>
  cause instanceof AllEndpointsUnavailable || cause instanceof DeadlineExceeded;

const BLAME: Readonly<Record<OthersServed, Blame>> = {
  none: 'outage',
  to_earlier_calls: 'in_doubt',
  to_later_calls: 'post',
};

/**
 * What is to blame for a failure, by who else was served meanwhile. An outage that has just begun still answers calls that
 * were out; what ends a job for good takes a call that began after its own.
 */
export function blameFor(cause: unknown, isLastAttempt: boolean): Blame {
  const blame = BLAME[othersServed(cause)];
  return blame === 'in_doubt' && isLastAttempt ? 'outage' : blame;
}

/** What says nothing of others is the post's own. */
function othersServed(cause: unknown): OthersServed {
  if (isUnserved(cause)) {
    return cause.othersServed;
  }
  return cause instanceof UpstreamOutage ? cause.others : 'to_later_calls';
}
