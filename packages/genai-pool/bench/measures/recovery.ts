import type { Trouble } from '../rows/row.ts';
import { arrivedIn, begunIn, type Window } from '../samples/measured.ts';
import type { CallSample, RequestSample, Run } from '../samples/samples.ts';
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

/** Long enough that one stall of the machine does not look like a decision. */
const ISOLATED_FOR_MS = 10_000;
/** A probe now and then is no use of a location. */
const PROBES_PER_REQUEST = 0.1;

export interface Isolation {
  /** From the start of the trouble until the locations are left alone. */
  readonly afterMs: number;
  /** Calls that failed there until then. */
  readonly failures: number;
}

/** Left alone: for 10 s, fewer calls go there than one for ten requests. */
export function isolationOf({ calls, requests }: Run, { locations, fromMs, toMs }: Trouble): Isolation {
  const there = calls.filter(({ location }) => locations.includes(location));
  const atMs = firstMoment({ fromMs, toMs: toMs - ISOLATED_FOR_MS }, (moment) => {
    const window = from(moment, ISOLATED_FOR_MS);
    return begunIn(there, window).length < PROBES_PER_REQUEST * arrivedIn(requests, window).length;
  });
  const failures = begunIn(there, { fromMs, toMs: Math.min(atMs, toMs) }).filter(({ status }) => status !== 200).length;
  return { afterMs: atMs - fromMs, failures };
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
