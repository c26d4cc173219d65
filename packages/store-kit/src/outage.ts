import type { Clock } from '@sets/clock';

/** Longer than one read may take, so that under traffic an outage is never forgotten while it lasts. */
const SUSPECT_MS = 10_000;

/**
 * Whether a service is out, as the last read found it. While it is, what memory holds is served at once instead of
 * after each caller has waited out a read of its own; callers without a stored value keep asking, and end it.
 */
export interface Outage {
  answered(): void;
  silent(): void;
  readonly suspected: boolean;
}

export function createOutage(clock: Clock): Outage {
  let until = Number.NEGATIVE_INFINITY;
  return {
    answered() {
      until = Number.NEGATIVE_INFINITY;
    },
    silent() {
      until = clock.monotonic() + SUSPECT_MS;
    },
    get suspected() {
      return clock.monotonic() < until;
    },
  };
}
