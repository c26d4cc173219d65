import type { Clock } from '@sets/clock';
import { type RegionState, readFleet } from '@sets/fleet';
import type { JobStore } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import type { QueueState } from '@sets/store-kit';

export interface RegionView {
  readonly region: string;
  /** Null when nothing was ever heard of it. */
  readonly fleet: RegionState | null;
  /** Null when Cloud Tasks does not tell. */
  readonly queue: QueueState | null;
}

export interface FleetViewDeps {
  readonly context: JobStore['context'];
  readonly regions: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The configured regions as the fleet and the queues describe them; one look serves everybody for 5 s. */
export interface FleetView {
  look(): Promise<readonly RegionView[]>;
  /** What the last look saw, without asking again; empty before the first. */
  lastSeen(): readonly RegionView[];
}

const LOOK_EVERY_MS = 5_000;
/** A failed look is tried again sooner, but not by each submit: it asks every region's queue. */
const LOOK_AGAIN_MS = 1_000;

export function createFleetView({ context, regions, clock, logger }: FleetViewDeps): FleetView {
  let last: { readonly views: Promise<readonly RegionView[]>; until: number } | undefined;
  let seen: readonly RegionView[] = [];

  const queueOf = async (region: string): Promise<QueueState | null> => {
    try {
      return await context.dispatcher.queueState(region);
    } catch (error) {
      logger.warn('A queue does not tell its state', { queue_region: region, error });
      return null;
    }
  };
  const look = async (): Promise<readonly RegionView[]> => {
    const [fleet, queues] = await Promise.all([readFleet(context), Promise.all(regions.map(queueOf))]);
    seen = regions.map((region, index) => ({
      region,
      fleet: fleet.find((state) => state.region === region) ?? null,
      queue: queues[index] ?? null,
    }));
    return seen;
  };

  return {
    look() {
      const now = clock.monotonic();
      if (last === undefined || now > last.until) {
        const current = { views: look(), until: now + LOOK_EVERY_MS };
        last = current;
        current.views.catch(() => {
          current.until = clock.monotonic() + LOOK_AGAIN_MS;
        });
      }
      return last.views;
    },
    lastSeen: () => seen,
  };
}
