import type { Random } from '@sets/clock';
import type { Attempt, Delivery, DeliveryPatch } from '../documents/delivery-document.ts';
import type { WebhookPolicy } from '../policy.ts';

/** When and by which numbers it is decided. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly policy: WebhookPolicy;
  readonly random: Random;
}

const GONE = 410;

/** Only 2xx is yes: a redirect leads somewhere that nobody has registered. */
export const isDelivered = ({ status }: Attempt): boolean => status !== null && status >= 200 && status < 300;
export const isGone = ({ status }: Attempt): boolean => status === GONE;

const asEnded = (nowMs: number) => ({ ended_at: nowMs, next_at: null, wake_at: null }) as const;

/** Ended without another try. */
export const skipped = (reason: string, { nowMs }: Pick<Moment, 'nowMs'>): DeliveryPatch => ({
  ...asEnded(nowMs),
  status: 'skipped',
  reason,
});

/** Under a new task at `atMs`. */
export const dispatchedAt = (delivery: Delivery, atMs: number, { policy }: Pick<Moment, 'policy'>): DeliveryPatch => ({
  dispatch_no: delivery.dispatch_no + 1,
  next_at: atMs,
  wake_at: atMs + policy.graceMs,
  wake_delay_ms: policy.graceMs,
});

/** What a delivery becomes by one try: the next one is a task of its own (ADR 0004). */
export function afterTry(delivery: Delivery, attempt: Attempt, at: Moment): DeliveryPatch {
  const { policy, nowMs } = at;
  const counted = {
    tries: delivery.tries + 1,
    round_tries: delivery.round_tries + 1,
    waits: 0,
    attempts: [...delivery.attempts, attempt].slice(-policy.attemptsKept),
  };
  if (isDelivered(attempt)) {
    return { ...counted, ...asEnded(nowMs), status: 'delivered', reason: null };
  }
  const nextMs = nextTryAt(delivery, attempt, at);
  if (isGone(attempt) || nextMs === null) {
    return { ...counted, ...asEnded(nowMs), status: 'failed', reason: isGone(attempt) ? 'gone' : 'tries_exhausted' };
  }
  const reason = attempt.error ?? `http_${attempt.status}`;
  return { ...counted, ...dispatchedAt(delivery, nextMs, at), reason };
}

/** When its round was first tried; `attempt` is its latest. */
export const roundBeganAt = ({ attempts, round_tries }: Delivery, attempt: Attempt): number =>
  (round_tries === 0 ? undefined : attempts.at(-round_tries))?.at ?? attempt.at;

/** Null when it was the last one. */
function nextTryAt(delivery: Delivery, attempt: Attempt, at: Moment): number | null {
  const { policy, nowMs } = at;
  const pauseMs = policy.pausesMs[delivery.round_tries];
  if (pauseMs !== undefined) {
    return nowMs + jittered(pauseMs, at);
  }
  const lastMs = roundBeganAt(delivery, attempt) + policy.lastTryAfterMs;
  return delivery.round_tries === policy.pausesMs.length ? Math.max(nowMs, lastMs) : null;
}

/** Never longer than the pause, so that all of them together stay within what is promised. */
const jittered = (ms: number, { policy, random }: Moment): number => Math.round(ms * (1 - policy.jitter * random()));

/** No place was free: a little later, each time twice as late. */
export function afterWaiting(delivery: Delivery, at: Moment): DeliveryPatch {
  const { nowMs, policy, random } = at;
  const ms = Math.min(policy.busy.capMs, policy.busy.firstMs * 2 ** delivery.waits) * (0.5 + random() / 2);
  return { ...dispatchedAt(delivery, Math.round(nowMs + ms), at), waits: delivery.waits + 1 };
}

/** Once more, from now on and with all of its tries. */
export const redelivered = (delivery: Delivery, at: Pick<Moment, 'nowMs' | 'policy'>): DeliveryPatch => ({
  ...dispatchedAt(delivery, at.nowMs, at),
  ...{ status: 'pending', reason: null, round_tries: 0, waits: 0, ended_at: null },
  expires_at: Math.max(delivery.expires_at, at.nowMs + at.policy.keepMs),
});
