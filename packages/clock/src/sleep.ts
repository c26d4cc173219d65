import type { Clock } from './clock.ts';

/**
 * Resolves after `ms`, or as soon as `signal` aborts. Waiting has no result, so ending it early is no error: what
 * goes on afterwards looks at the signal.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (ms <= 0 || signal?.aborted) {
    resolve();
    return promise;
  }
  const finish = (): void => {
    cancel();
    signal?.removeEventListener('abort', finish);
    resolve();
  };
  const cancel = clock.schedule(finish, ms);
  signal?.addEventListener('abort', finish, { once: true });
  return promise;
}
