import { type Clock, sleep } from '@sets/clock';
import { type ControlWatch, chooseRegion, type Fleet } from '@sets/fleet';
import type { Logger } from '@sets/service-kit';

export interface RegionChoiceDeps {
  readonly store: { readonly fleet: Pick<Fleet, 'regions' | 'lookAtQueue'> };
  readonly regions: readonly string[];
  readonly control: Pick<ControlWatch, 'of'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A queue that does not answer so many times in a row, so far apart, is away: moving its jobs is worth their new tasks. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 2_000;

/** The region in which a queued job of `home` should wait now. */
export type ChooseRegion = (home: string) => string;

/**
 * The choice for one sweep: away from regions that are drained, have lost their workers, or whose queue does not answer.
 * A paused region keeps its jobs, since its operator means them to wait. Without a look at the fleet everything stays
 * where it is; where no queue answers, too.
 */
export function createRegionChoice({ store, regions, control, clock, logger }: RegionChoiceDeps) {
  async function isAway(region: string): Promise<boolean> {
    for (let look = 1; (await store.fleet.lookAtQueue(region)).away; look += 1) {
      if (look === LOOKS) {
        logger.warn('A queue is away; what waits in it is moved', { queue_region: region });
        return true;
      }
      await sleep(clock, LOOK_AGAIN_MS);
    }
    return false;
  }

  return async (): Promise<ChooseRegion> => {
    const [fleet, away] = await Promise.all([
      store.fleet.regions().catch((error: unknown) => {
        logger.warn('The fleet cannot be seen', { error });
        return [];
      }),
      Promise.all(regions.map(isAway)),
    ]);
    const closed = (name: string): boolean => control.of(name).drained || away[regions.indexOf(name)] === true;
    return (home) => chooseRegion(home, { regions, fleet, closed });
  };
}
