import type { Clock } from '@sets/clock';
import type { OutboundFetch } from '@sets/service-kit';
import type { HostGate } from './host-gate.ts';
import { createPace } from './pace.ts';

/** What one download is made with. */
export interface Visit {
  readonly fetch: OutboundFetch;
  readonly signal: AbortSignal;
  /** To be told of each part of the body. */
  received(bytes: number): void;
  /** Whether the last part is still being worked on. */
  working(isSo: boolean): void;
}

/** Runs one download at whatever rules hold for its host. */
export type VisitHost = <T>(signal: AbortSignal, use: (visit: Visit) => Promise<T>) => Promise<T>;

export interface VisitHostDeps {
  readonly fetch: OutboundFetch;
  readonly gate: HostGate;
  readonly clock: Clock;
}

/** Platforms' own servers send within a second; a server that needs longer holds a worker's place all that time. */
const FIRST_BYTE_MS = 5_000;
const WINDOW_MS = 5_000;
const MIN_BYTES_PER_S = 32 * 1_024;

/** For servers of platforms: as fast as they are. */
export const visitTrusted =
  (fetch: OutboundFetch): VisitHost =>
  (signal, use) =>
    use({ fetch, signal, received: () => {}, working: () => {} });

/**
 * For servers that anybody may have put up: a place at each host on the way, and bytes in time.
 *
 * Rejects beside what the download itself throws with ProblemError `host_busy` and `host_unresponsive`.
 */
export const visitUntrusted =
  ({ fetch, gate, clock }: VisitHostDeps): VisitHost =>
  async (signal, use) => {
    const place = gate.visit();
    const pace = createPace({ clock, firstByteMs: FIRST_BYTE_MS, windowMs: WINDOW_MS, minBytesPerS: MIN_BYTES_PER_S });
    const both = AbortSignal.any([signal, pace.signal]);
    let ended: 'answered' | 'unknown' = 'unknown';
    try {
      const got = await use({
        signal: both,
        received: pace.received,
        working: pace.working,
        fetch: (url, init) =>
          fetch(url, {
            ...init,
            beforeHop: async (hop) => place.enter(hop.url, await unlessAborted(hop.addresses(), both)),
          }),
      });
      ended = 'answered';
      return got;
    } catch (error) {
      throw pace.signal.aborted ? pace.signal.reason : error;
    } finally {
      pace.stop();
      place.leave(pace.signal.aborted ? 'silent' : ended);
    }
  };

/** A name server may be silent, too. */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
