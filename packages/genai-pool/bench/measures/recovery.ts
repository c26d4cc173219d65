import type { Trouble } from '../rows/row.ts';
import { arrivedIn, begunIn, type Window } from '../samples/measured.ts';
import type { CallSample, RequestSample } from '../samples/samples.ts';
import { answeredShare } from './requests.ts';

const STEP_MS = 100;
const from = (fromMs: number, lengthMs: number): Window => ({ fromMs, toMs: fromMs + lengthMs });

/** The first moment of `window` that is right; Infinity when none is. */
function firstMoment({ fromMs, toMs }: Window, isRight: (atMs: number) => boolean): number {
  for (let atMs = fromMs; atMs <= toMs; atMs += STEP_MS) {
    if (isRight(atMs)) {
      return atMs;
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** At ten requests a second that all prefer a location, a pause that chance does not make, and shorter than its probes'. */
const LEFT_ALONE_MS = 2_000;

export interface Isolation {
  /** From the start of the trouble to the last call before the locations are left alone. */
  readonly afterMs: number;
  /** Calls that failed there until then. */
  readonly failures: number;
}

/**
 * Left alone: for 2 s, nobody goes there. That may be so from the start, where calls that were under way were cut off
 * and have told it.
 */
export function isolationOf(calls: readonly CallSample[], { locations, fromMs, toMs }: Trouble): Isolation {
  const there = begunIn(calls, { fromMs, toMs })
    .filter(({ location }) => locations.includes(location))
    .sort((one, other) => one.atMs - other.atMs);
  const moments = [fromMs, ...there.map(({ atMs }) => atMs)];
  const last = moments.find((atMs, index) => (moments[index + 1] ?? toMs) - atMs >= LEFT_ALONE_MS);
  const failed = there.filter(({ atMs, status }) => status !== 200 && atMs <= (last ?? toMs));
  return { afterMs: (last ?? Number.POSITIVE_INFINITY) - fromMs, failures: failed.length };
}

const SHARE_OVER_MS = 5_000;
const BEFORE_MS = 20_000;

/** From the end of the trouble until, for 5 s, the locations have half of the share of calls that they had before it. */
export function returnMs(calls: readonly CallSample[], { locations, fromMs, toMs }: Trouble, endMs: number): number {
  const shareIn = (window: Window): number => {
    const all = begunIn(calls, window);
    return all.filter(({ location }) => locations.includes(location)).length / Math.max(1, all.length);
  };
  const before = shareIn(from(fromMs - BEFORE_MS, BEFORE_MS));
  const isBack = (atMs: number): boolean => shareIn(from(atMs, SHARE_OVER_MS)) >= before / 2;
  return firstMoment({ fromMs: toMs, toMs: endMs - SHARE_OVER_MS }, isBack) - toMs;
}

const ANSWERED_OVER_MS = 10_000;
const ANSWERED = 0.95;

/** From the end of the trouble until, of the requests that arrive in the next 10 s, 95 % are answered. */
export function recoveryMs(requests: readonly RequestSample[], { toMs }: Trouble, endMs: number): number {
  const isBack = (atMs: number): boolean =>
    answeredShare(arrivedIn(requests, from(atMs, ANSWERED_OVER_MS))) >= ANSWERED;
  return firstMoment({ fromMs: toMs, toMs: endMs - ANSWERED_OVER_MS }, isBack) - toMs;
}
