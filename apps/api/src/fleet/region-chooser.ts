import { type ControlWatch, chooseRegion } from '@sets/fleet';
import type { Logger } from '@sets/service-kit';
import type { FleetView } from './fleet-view.ts';

export interface RegionChooserDeps {
  /** In order of preference. */
  readonly regions: readonly string[];
  readonly fleet: FleetView;
  readonly control: Pick<ControlWatch, 'of'>;
  readonly logger: Logger;
}

/** The region whose workers now get what belongs to `home`. */
export type ChooseRegion = (home: string) => string;

/** Never waits for a look at the fleet, but refreshes it for those who follow. */
export function createRegionChooser({ regions, fleet, control, logger }: RegionChooserDeps): ChooseRegion {
  return (home) => {
    fleet.look().catch((error: unknown) => void logger.warn('The fleet cannot be seen', { error }));
    return chooseRegion(home, {
      regions,
      fleet: fleet.lastSeen().flatMap((view) => view.fleet ?? []),
      closed: (name) => control.of(name).drained || control.of(name).paused,
    });
  };
}
