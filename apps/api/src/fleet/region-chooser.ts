import { type ControlWatch, chooseRegion } from '@sets/fleet';
import type { Logger } from '@sets/service-kit';
import type { FleetView, RegionView } from './fleet-view.ts';

export interface RegionChooserDeps {
  /** In order of preference. */
  readonly regions: readonly string[];
  readonly fleet: FleetView;
  readonly control: Pick<ControlWatch, 'of'>;
  readonly logger: Logger;
}

/** The region whose workers now get what belongs to `home`. */
export type ChooseRegion = (home: string) => string;

/** So many rounds of all its slots wait in a region's queue: another region is faster, however far. */
const BACKED_UP_ROUNDS = 10;

const isBackedUp = ({ fleet, queue }: RegionView): boolean =>
  fleet !== null && queue !== null && fleet.capacity > 0 && (queue.depth ?? 0) > fleet.capacity * BACKED_UP_ROUNDS;

/** Never waits for a look at the fleet, but refreshes it for those who follow. */
export function createRegionChooser({ regions, fleet, control, logger }: RegionChooserDeps): ChooseRegion {
  return (home) => {
    fleet.look().catch((error: unknown) => void logger.warn('The fleet cannot be seen', { error }));
    const views = fleet.lastSeen();
    const isFull = (name: string): boolean =>
      views.some((view) => view.region === name && (view.queueAway === true || isBackedUp(view)));
    return chooseRegion(home, {
      regions,
      fleet: views.flatMap((view) => view.fleet ?? []),
      closed: (name) => control.of(name).drained || control.of(name).paused || isFull(name),
    });
  };
}
