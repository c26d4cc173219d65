import { type ControlWatch, chooseRegion, readFleet } from '@sets/fleet';
import type { JobStore } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';

export interface SweepRouteDeps {
  readonly context: JobStore['context'];
  readonly regions: readonly string[];
  readonly control: Pick<ControlWatch, 'of'>;
  readonly logger: Logger;
}

/**
 * The routing of one sweep: away from regions that are drained or have lost their workers. A paused region keeps its
 * jobs, since its operator means them to wait. Without a look at the fleet everything stays where it is.
 */
export function createSweepRoute({ context, regions, control, logger }: SweepRouteDeps) {
  return async (): Promise<(region: string) => string> => {
    const fleet = await readFleet(context).catch((error: unknown) => {
      logger.warn('The fleet cannot be seen', { error });
      return [];
    });
    return (region) => chooseRegion(region, { regions, fleet, closed: (name) => control.of(name).drained });
  };
}
