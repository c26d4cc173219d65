import type { Clock } from '@sets/clock';

/**
 * The server's clock as last seen in an answer, carried on by the local monotonic one. Leases, wake-ups and expiry
 * are judged by it, so a worker whose wall clock is minutes off does no harm. Lags by at most one round trip.
 */
export interface ServerTime {
  /** Milliseconds since the epoch, as an answer told them. */
  observe(serverMs: number): void;
  /** Milliseconds since the epoch; null until a first answer was seen. */
  now(): number | null;
}

export function createServerTime(clock: Clock): ServerTime {
  let anchor: { serverMs: number; localMs: number } | undefined;
  const now = (): number | null => (anchor === undefined ? null : anchor.serverMs + clock.monotonic() - anchor.localMs);
  return {
    now,
    observe(serverMs) {
      // Answers may arrive out of order: an older one must not turn the clock back.
      anchor = { serverMs: Math.max(serverMs, now() ?? 0), localMs: clock.monotonic() };
    },
  };
}
