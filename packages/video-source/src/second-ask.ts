import type { Clock } from '@sets/clock';

export interface SecondAskOptions {
  readonly clock: Clock;
  /** Milliseconds of silence after which the same is asked once more. */
  readonly afterMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks, and asks once more beside the first when that stays silent: a straggler is seldom followed by another. The
 * first answer counts and ends the other ask. A failure counts when no ask is left that could answer; one that comes
 * before the second ask began is final.
 */
export async function askTwice<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { clock, afterMs, signal }: SecondAskOptions,
): Promise<T> {
  const answered = new AbortController();
  const both = AbortSignal.any([signal, answered.signal]);
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let open = 0;
  const begin = (): void => {
    open += 1;
    ask(both).then(resolve, (error: unknown) => {
      open -= 1;
      if (open === 0) {
        reject(error);
      }
    });
  };
  begin();
  const cancel = clock.schedule(begin, afterMs);
  try {
    return await promise;
  } finally {
    cancel();
    answered.abort();
  }
}
