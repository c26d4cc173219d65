import { AllEndpointsUnavailable, DeadlineExceeded, type OthersServed, RequestRefused } from '@sets/genai-pool';
import type { Blame } from '@sets/jobs';
import { UpstreamOutage } from '@sets/video-source';

/** No endpoint gave an answer. */
export type Unserved = AllEndpointsUnavailable | DeadlineExceeded;

export const isUnserved = (cause: unknown): cause is Unserved =>
  cause instanceof AllEndpointsUnavailable || cause instanceof DeadlineExceeded;

type UpstreamBlame = Exclude<Blame, 'nobody'>;

const BLAME: Readonly<Record<OthersServed, UpstreamBlame>> = {
  none: 'outage',
  to_earlier_calls: 'in_doubt',
  to_later_calls: 'post',
};

/** What is to blame for a failure, by who else was served meanwhile. */
export const blameFor = (cause: unknown): UpstreamBlame => BLAME[othersServed(cause)];

/** What says nothing of others is the post's own. */
function othersServed(cause: unknown): OthersServed {
  if (isUnserved(cause) || (cause instanceof RequestRefused && !cause.agreed)) {
    return cause.othersServed;
  }
  return cause instanceof UpstreamOutage ? cause.others : 'to_later_calls';
}
