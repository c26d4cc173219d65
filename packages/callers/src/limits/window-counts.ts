/** What was counted for one key in the window of `now`, and in the one before it. */
export interface WindowCounts {
  readonly current: number;
  readonly previous: number;
}

export interface Window {
  /** Number of the window since the epoch; the same on every instance, as far as their clocks agree. */
  readonly index: number;
  /** How much of it has passed, 0 to 1. */
  readonly passed: number;
}

export function windowAt(nowMs: number, windowMs: number): Window {
  const index = Math.floor(nowMs / windowMs);
  return { index, passed: nowMs / windowMs - index };
}

/**
 * A sliding window of two counters: as much of the window before counts as still lies within one window of now. So no
 * stretch of a window's length sees much more than the quota, which plain windows let pass twice around their border.
 */
export const usedOf = ({ current, previous }: WindowCounts, { passed }: Window): number =>
  current + previous * (1 - passed);

/** Shares of a window are not exact: a quota that is used up but for a rounding error is used up. */
export const ROUNDING = 1e-6;

/** Windows from now until `cost` more would be admitted; 0 when they are now. */
export function windowsUntil(counts: WindowCounts, window: Window, { quota, cost }: Demand): number {
  const { current, previous } = counts;
  if (usedOf(counts, window) + cost <= quota + ROUNDING) {
    return 0;
  }
  if (cost > quota) {
    return Number.POSITIVE_INFINITY;
  }
  const room = quota - cost;
  if (current <= room) {
    // What is left of the window before shrinks to the room beside the current one.
    return 1 - (room - current) / previous - window.passed;
  }
  // Only in the next window, of which the current one is then the one before.
  return 1 - window.passed + (1 - room / current);
}

export interface Demand {
  readonly quota: number;
  readonly cost: number;
}
