import type { EndpointState } from '../endpoint/endpoint-state.ts';
import type { Option } from './next-step.ts';
import type { TierMember } from './tier.ts';

/** What one request looks for. */
export interface Wish {
  readonly size: string;
  /** What its call is expected to cost. */
  readonly tokens: number;
  readonly deadlineAt: number;
  /** By place of its model in the tier, the endpoint that should have the call. */
  readonly homes: readonly (EndpointState | null)[];
  /** Round trip to a location, where nothing is measured yet. */
  readonly rttMs: (location: string) => number;
  readonly maxWaitMs: number;
}

/** The endpoints as one request sees them now. */
export const survey = (members: readonly TierMember[], wish: Wish, now: number): Option<EndpointState>[] =>
  members.map((member) => look(member, wish, now));

function look({ state, rank }: TierMember, wish: Wish, now: number): Option<EndpointState> {
  const { size, tokens, deadlineAt, homes, rttMs, maxWaitMs } = wish;
  const { isOpen, share } = state.circuitOf(size);
  const availability = state.availability(tokens, now);
  const backAt = availability === 'cooling' ? state.availableAt(tokens, now) : now;
  return {
    endpoint: state,
    rank,
    isHome: homes[rank] === state,
    availability,
    backSoon: backAt > now && backAt - now <= maxWaitMs && backAt < deadlineAt,
    isCrowded: state.line.length >= state.limit,
    isOpen,
    share,
    predictedMs: state.predictMs(now, size, rttMs(state.endpoint.location)),
  };
}

/** For calls that may come on top of a full endpoint: its slots may be held by calls that hang. */
export function isReachable(state: EndpointState, tokens: number, now: number): boolean {
  const availability = state.availability(tokens, now);
  return availability === 'free' || availability === 'full';
}
