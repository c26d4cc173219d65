import { type ControlWatch, chooseRegion } from '@sets/fleet';
import type { Logger } from '@sets/service-kit';
import type { FleetView } from './fleet-view.ts';

export interface RegionRouterDeps {
  /** In order of preference. */
  readonly regions: readonly string[];
  readonly fleet: FleetView;
  readonly control: Pick<ControlWatch, 'of'>;
  readonly logger: Logger;
}

/** Where work of a region goes now; never waits for a look at the fleet, but refreshes it for those who follow. */
export function createRegionRouter({ regions, fleet, control, logger }: RegionRouterDeps): (region: string) => string {
  return (region) => {
    fleet.look().catch((error: unknown) => void logger.warn('The fleet cannot be seen', { error }));
    return chooseRegion(region, {
      regions,
      fleet: fleet.lastSeen().flatMap((view) => view.fleet ?? []),
      closed: (name) => control.of(name).drained || control.of(name).paused,
    });
  };
}
