import type { Clock } from './clock.ts';

export interface TokenBucket {
  /** Takes a token and returns 0, or takes nothing and returns the milliseconds until one is there. */
  take(ratePerS: number, burst: number): number;
}

/** Rate and burst come with each call, so that congestion control can shrink both. Starts full. */
export function createTokenBucket(clock: Clock): TokenBucket {
  let tokens = Number.POSITIVE_INFINITY;
  let refilledAt = clock.monotonic();

  return {
    take(ratePerS, burst) {
      const now = clock.monotonic();
      tokens = Math.min(burst, tokens + ((now - refilledAt) / 1000) * ratePerS);
      refilledAt = now;
      // Rounding may leave a full token a hair short of 1.
      if (tokens >= 1 - 1e-9) {
        tokens -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil(((1 - tokens) / ratePerS) * 1000));
    },
  };
}
