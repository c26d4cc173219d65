import type { Fault } from './fault.ts';

/** Thrown from `send` by a caller that judges a reply itself: a cut stream is `endpoint`, a safety block `request`. */
export class ReplyFailure extends Error {
  readonly fault: Fault;
  readonly retryAfterMs: number | null;

  constructor(fault: Fault, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ReplyFailure';
    this.fault = fault;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** A call that was given up after `timeoutMs` without an answer. */
export class AttemptTimeout extends Error {
  readonly timeoutMs: number;
  constructor(timeoutMs: number) {
    super(`no answer within ${Math.round(timeoutMs)} ms`);
    this.name = 'AttemptTimeout';
    this.timeoutMs = timeoutMs;
  }
}
