import type { RegionState } from './read-fleet.ts';

export interface RegionChoice {
  /** In order of preference. */
  readonly regions: readonly string[];
  /** As last read; empty while nothing is known. */
  readonly fleet: readonly RegionState[];
  /** Regions that an operator has taken out. */
  readonly closed: (region: string) => boolean;
}

/** Where work of `region` goes now: there, unless its workers are gone or it is closed and another region is open. */
export function chooseRegion(region: string, { regions, fleet, closed }: RegionChoice): string {
  const takesWork = (name: string): boolean => {
    const state = fleet.find((one) => one.region === name);
    return state !== undefined && !state.silent && state.worker_instances > 0 && !closed(name);
  };
  if (fleet.length === 0 || takesWork(region)) {
    return region;
  }
  return regions.find(takesWork) ?? region;
}
