import type { ResultDocument, ResultValue } from '../documents/result-document.ts';
import type { Moment } from './moment.ts';

export interface SubmitWish {
  readonly forceRefresh: boolean;
  /** The caller has the `operate` scope, so its `force_refresh` holds at any age. */
  readonly operate: boolean;
  /** The model or the scraper is known to be out everywhere: an old value is better than a job that must fail. */
  readonly upstreamsOut: boolean;
  /** A replay wants another try, not the failure that is remembered. */
  readonly ignoreNegative: boolean;
}

export type SubmitDecision =
  | { readonly kind: 'hit'; readonly servedFrom: 'cache' | 'stale'; readonly value: ResultValue }
  | { readonly kind: 'flight'; readonly jobId: string; readonly refreshes: boolean }
  | { readonly kind: 'create'; readonly refreshes: boolean };

/** The value as far as it still counts at `nowMs`; TTL deletes late, so expiry is checked on each read. */
export function validValue(document: ResultDocument | null, nowMs: number): ResultValue | null {
  const value = document?.value;
  return value !== undefined && nowMs < value.expires_at ? value : null;
}

/** A young value answers a forced refresh too, unless an operator asks: nobody spends without bound by asking twice. */
export function honoursForce(
  wish: Pick<SubmitWish, 'forceRefresh' | 'operate'>,
  value: ResultValue | null,
  { nowMs, policy }: Moment,
): boolean {
  if (!wish.forceRefresh) {
    return false;
  }
  return wish.operate || value === null || nowMs - value.created_at >= policy.forceRefreshMinAgeMs;
}

/**
 * A value wins over a flight: a refresh never hides what is known. Who forces one joins the flight instead; within the
 * pause of the post, which no scope skips, there is the flight or what is known, as fresh as that is.
 */
export function decideSubmit(document: ResultDocument | null, wish: SubmitWish, at: Moment): SubmitDecision {
  const { nowMs } = at;
  const value = validValue(document, nowMs);
  const refreshes = value !== null;
  const forces = honoursForce(wish, value, at);
  const wanted = value === null || (value.kind === 'negative' && wish.ignoreNegative) ? null : value;
  const fresh = wanted !== null && nowMs < wanted.fresh_until;
  if (fresh && !forces) {
    return { kind: 'hit', servedFrom: 'cache', value: wanted };
  }
  const failedLately = isPaused(document, nowMs);
  const isOldGood = wanted?.kind === 'ready' && !fresh;
  if (isOldGood && !forces && (failedLately || wish.upstreamsOut)) {
    return { kind: 'hit', servedFrom: 'stale', value: wanted };
  }
  if (document?.flight !== undefined) {
    return { kind: 'flight', jobId: document.flight.job_id, refreshes };
  }
  if (wanted !== null && forces && (failedLately || isAhead(document?.force_after, nowMs))) {
    return { kind: 'hit', servedFrom: fresh ? 'cache' : 'stale', value: wanted };
  }
  return { kind: 'create', refreshes };
}

/** A refresh has failed a moment ago: the next one waits. */
export const isPaused = (document: ResultDocument | null, nowMs: number): boolean =>
  isAhead(document?.refresh_failed?.until, nowMs);

const isAhead = (until: number | undefined, nowMs: number): boolean => until !== undefined && nowMs < until;
