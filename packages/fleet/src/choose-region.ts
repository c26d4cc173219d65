import type { RegionState } from './read-fleet.ts';
import { nearestRegions } from './region-places.ts';

export interface RegionChoice {
  /** The configured ones, the primary first. */
  readonly regions: readonly string[];
  /** As last read; empty while nothing is known. */
  readonly fleet: readonly RegionState[];
  /** Regions that take no new work: an operator has taken them out, or their queue does not answer. */
  readonly closed: (region: string) => boolean;
}

/** Where work of `region` goes now: there, unless its workers are gone or it is closed; then to the nearest that is open. */
export function chooseRegion(region: string, { regions, fleet, closed }: RegionChoice): string {
  const takesWork = (name: string): boolean => {
    const state = fleet.find((one) => one.region === name);
    return state !== undefined && !state.silent && state.worker_instances > 0 && !closed(name);
  };
  if (fleet.length === 0 || takesWork(region)) {
    return region;
  }
  return nearestRegions(region, regions).find(takesWork) ?? region;
}
