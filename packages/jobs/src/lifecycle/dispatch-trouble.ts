import type { Clock } from '@sets/clock';

/** Regions whose queue refuses tasks for a reason that no retry mends; forgotten once a task was created there. */
export interface DispatchTrouble extends DispatchTroubleView {
  refused(region: string, reason: string): void;
  mended(region: string): void;
}

export interface DispatchTroubleView {
  /** How often a task was refused, since the process began. */
  readonly refusals: number;
  /** Region → why. */
  readonly regions: ReadonlyMap<string, string>;
}

/** Without another try somebody may have mended it unseen. */
const KEEP_MS = 10 * 60_000;

export function createDispatchTrouble(clock: Clock): DispatchTrouble {
  const known = new Map<string, { readonly reason: string; readonly until: number }>();
  let refusals = 0;
  return {
    refused(region, reason) {
      refusals += 1;
      known.set(region, { reason, until: clock.monotonic() + KEEP_MS });
    },
    mended: (region) => void known.delete(region),
    get refusals() {
      return refusals;
    },
    get regions() {
      const now = clock.monotonic();
      return new Map([...known].filter(([, { until }]) => now < until).map(([region, { reason }]) => [region, reason]));
    },
  };
}
