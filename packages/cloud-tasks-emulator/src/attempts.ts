import { status } from '@grpc/grpc-js';
import type { CongestionSignal } from './congestion-control.ts';
import type { AttemptHistory, Task } from './model.ts';

/** How one HTTP attempt ended. */
export type DeliveryOutcome =
  | { readonly kind: 'response'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly detail: string };

export const isSuccess = (outcome: DeliveryOutcome): boolean =>
  outcome.kind === 'response' && outcome.status >= 200 && outcome.status < 300;

/** The key an outcome is counted under: its HTTP status, `timeout` or `unreachable`. */
export const outcomeKey = (outcome: DeliveryOutcome): string =>
  outcome.kind === 'response' ? String(outcome.status) : outcome.kind;

export function congestionSignal(outcome: DeliveryOutcome): CongestionSignal {
  if (isSuccess(outcome)) {
    return 'ok';
  }
  return outcome.kind === 'response' && (outcome.status === 429 || outcome.status === 503) ? 'overloaded' : 'error';
}

const RPC_CODES: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.ABORTED,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  500: status.INTERNAL,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

function rpcStatus(outcome: DeliveryOutcome): { code: number; message: string } {
  if (outcome.kind === 'timeout') {
    return { code: status.DEADLINE_EXCEEDED, message: 'DEADLINE_EXCEEDED(4)' };
  }
  if (outcome.kind === 'unreachable') {
    return { code: status.UNAVAILABLE, message: `UNAVAILABLE(14): ${outcome.detail}` };
  }
  if (isSuccess(outcome)) {
    return { code: status.OK, message: '' };
  }
  const code = RPC_CODES[outcome.status] ?? status.UNKNOWN;
  return { code, message: `${status[code]}(${code}): HTTP status code ${outcome.status}` };
}

/** The task as it is while its next attempt runs. */
export const beginAttempt = (task: Task, now: number): Task => ({
  ...task,
  history: {
    ...task.history,
    dispatchCount: task.history.dispatchCount + 1,
    firstDispatchedAt: task.history.firstDispatchedAt ?? now,
    last: { scheduledFor: task.scheduledFor, dispatchedAt: now, respondedAt: null, status: null },
  },
});

/** The history after an attempt has failed. */
export function endAttempt(history: AttemptHistory, outcome: DeliveryOutcome, now: number): AttemptHistory {
  const answered = outcome.kind === 'response';
  const executed = answered && outcome.status < 500;
  return {
    ...history,
    responseCount: history.responseCount + (answered ? 1 : 0),
    executionCount: history.executionCount + (executed ? 1 : 0),
    previousResponse: answered ? outcome.status : null,
    last:
      history.last === null
        ? null
        : { ...history.last, respondedAt: answered ? now : null, status: rpcStatus(outcome) },
  };
}
