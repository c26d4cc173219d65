import type { Logger } from '@sets/service-kit';
import type { FleetView, RegionView } from '../health/fleet-view.ts';

export interface RegionChooserDeps {
  /** In order of preference. */
  readonly regions: readonly string[];
  readonly fleet: FleetView;
  readonly logger: Logger;
}

const takesWork = ({ fleet, queue }: RegionView): boolean =>
  fleet !== null && !fleet.silent && fleet.worker_instances > 0 && queue?.state !== 'paused';

/** The first region whose workers are alive and whose queue is open; the first of all while nothing is known. */
export function createRegionChooser({ regions, fleet, logger }: RegionChooserDeps): () => string {
  const [preferred] = regions;
  if (preferred === undefined) throw new Error('a region chooser needs a region');
  return () => {
    // A submit never waits for this look: it decides by the last one and refreshes it for those who follow.
    fleet.look().catch((error: unknown) => void logger.warn('The fleet cannot be seen', { error }));
    return fleet.lastSeen().find(takesWork)?.region ?? preferred;
  };
}
