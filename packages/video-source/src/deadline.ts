import type { Clock } from '@sets/clock';
import { type ProblemCode, ProblemError } from '@sets/contract';

export interface Deadline {
  /** Aborted when the time is up, or when the caller gives up. */
  readonly signal: AbortSignal;
  clear(): void;
}

export function startDeadline(clock: Clock, ms: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const cancel = clock.schedule(() => controller.abort(new Error(`no answer within ${ms} ms`)), ms);
  const signal = parent === undefined ? controller.signal : AbortSignal.any([parent, controller.signal]);
  return { signal, clear: cancel };
}

/** What to throw for a failed request: refusals as they are, the caller's own abort as it is, all else as `code`. */
export function toProblem(error: unknown, code: ProblemCode, caller?: AbortSignal): unknown {
  if (caller?.aborted) {
    return caller.reason;
  }
  return error instanceof ProblemError ? error : new ProblemError(code, { cause: error });
}

/** The same problem with another cause. */
export const becauseOf = ({ code, detail, retryAfterS, retryable }: ProblemError, cause: unknown): ProblemError =>
  new ProblemError(code, {
    ...{ retryable, cause },
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  });
