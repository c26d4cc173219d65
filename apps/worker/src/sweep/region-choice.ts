import { type ControlWatch, chooseRegion, readFleet } from '@sets/fleet';
import type { JobStore } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';

export interface RegionChoiceDeps {
  readonly context: JobStore['context'];
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
export function createRegionChoice({ context, regions, control, logger }: RegionChoiceDeps) {
  return async (): Promise<ChooseRegion> => {
    const fleet = await readFleet(context).catch((error: unknown) => {
      logger.warn('The fleet cannot be seen', { error });
      return [];
    });
    return (home) => chooseRegion(home, { regions, fleet, closed: (name) => control.of(name).drained });
  };
}
