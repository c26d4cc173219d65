import { type ControlWatch, chooseRegion, type Fleet } from '@sets/fleet';
import type { Logger } from '@sets/service-kit';

export interface RegionChoiceDeps {
  readonly store: { readonly fleet: Pick<Fleet, 'regions'> };
  readonly regions: readonly string[];
  readonly control: Pick<ControlWatch, 'of'>;
  readonly logger: Logger;
}

/** The region in which a queued job of `home` should wait now. */
export type ChooseRegion = (home: string) => string;

/**
 * The choice for one sweep: away from regions that are drained or have lost their workers. A paused region keeps its
 * jobs, since its operator means them to wait. Without a look at the fleet everything stays where it is.
 */
export function createRegionChoice({ store, regions, control, logger }: RegionChoiceDeps) {
  return async (): Promise<ChooseRegion> => {
    const fleet = await store.fleet.regions().catch((error: unknown) => {
      logger.warn('The fleet cannot be seen', { error });
      return [];
    });
    return (home) => chooseRegion(home, { regions, fleet, closed: (name) => control.of(name).drained });
  };
}
