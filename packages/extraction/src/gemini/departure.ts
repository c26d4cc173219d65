import type { Clock } from '@sets/clock';

/** No access token could be had. `fault` says so to whoever decides what comes next: no endpoint is to blame. */
export class CredentialError extends Error {
  readonly fault = 'credential';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CredentialError';
  }
}

export interface DepartureOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Longest that preparing may take. */
  readonly limitMs: number;
}

export interface Departure {
  /** To be called just before the request is sent. @throws AbortError when nobody waits for it any more */
  leave(): void;
  /**
   * Runs what prepares a request and sends it.
   *
   * @throws CredentialError when it fails or takes too long before the departure; else what the signal or `work` says
   */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The way of a request up to the network. What it is prepared with are credentials, fetched by libraries that hear no
 * signal and know no limit: this ends with the signal all the same, and a failure before the departure is the
 * credential's. A request that is ready too late does not leave.
 */
export function createDeparture({ signal, clock, limitMs }: DepartureOptions): Departure {
  const { promise: interrupted, reject: interrupt } = Promise.withResolvers<never>();
  let state: 'preparing' | 'left' | 'over' = 'preparing';
  let cancelLimit = (): void => {};

  async function prepared<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw state === 'preparing' && !signal.aborted ? new CredentialError('no access token', error) : error;
    }
  }

  return {
    leave() {
      if (state === 'over') {
        throw new DOMException('nobody waits for this request any more', 'AbortError');
      }
      state = 'left';
      cancelLimit();
    },
    async run(work) {
      signal.throwIfAborted();
      const onAbort = (): void => interrupt(signal.reason);
      const onLimit = (): void => interrupt(new CredentialError(`no access token within ${limitMs} ms`));
      signal.addEventListener('abort', onAbort, { once: true });
      cancelLimit = clock.schedule(onLimit, limitMs);
      try {
        return await Promise.race([prepared(work), interrupted]);
      } finally {
        state = 'over';
        cancelLimit();
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
