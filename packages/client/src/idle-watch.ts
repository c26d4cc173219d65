import { abortReason, type Clock } from './platform.ts';
import { timedOut } from './problem-error.ts';

/** Ends an exchange when its caller leaves, or when nothing has come for too long. */
export interface IdleWatch {
  /** Aborts with the exchange. */
  readonly signal: AbortSignal;
  /** As `promise`. @throws the caller's reason, or ProblemError `timed_out`, when that comes first. */
  race<T>(promise: Promise<T>): Promise<T>;
  /** Something came. */
  touch(): void;
  /** Lets go of whatever is still under way. */
  close(): void;
}

export function watchIdle(clock: Clock, idleMs: number, caller?: AbortSignal): IdleWatch {
  const controller = new AbortController();
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Nobody may be racing when it fails.
  failed.catch(() => {});
  let cancelTimer = (): void => {};

  function end(error: unknown): void {
    fail(error);
    close();
  }
  const leave = (): void => end(abortReason(caller));
  function touch(): void {
    cancelTimer();
    cancelTimer = clock.schedule(() => end(timedOut(idleMs)), idleMs);
  }
  function close(): void {
    cancelTimer();
    caller?.removeEventListener('abort', leave);
    controller.abort();
  }

  touch();
  if (caller?.aborted) {
    leave();
  } else {
    caller?.addEventListener('abort', leave);
  }
  return { signal: controller.signal, race: (promise) => Promise.race([promise, failed]), touch, close };
}
