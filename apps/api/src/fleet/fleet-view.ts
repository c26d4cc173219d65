import { type Clock, createRememberedLook } from '@sets/clock';
import type { Fleet, RegionState } from '@sets/fleet';
import type { Jobs } from '@sets/jobs';
import type { QueueState } from '@sets/store-kit';

export interface RegionView {
  readonly region: string;
  /** When the look was made, in milliseconds since the epoch. */
  readonly seenAtMs: number;
  /** Null when nothing was ever heard of it. */
  readonly fleet: RegionState | null;
  /** Null when Cloud Tasks does not tell. */
  readonly queue: QueueState | null;
  /** Nobody answers for its queue; absent while somebody does. */
  readonly queueAway?: true;
  /** Why its queue refuses our tasks; absent while it takes them. */
  readonly refusal?: string;
}

export interface FleetViewDeps {
  readonly store: {
    readonly fleet: Pick<Fleet, 'regions' | 'lookAtQueue'>;
    readonly jobs: Pick<Jobs, 'dispatchTrouble'>;
  };
  readonly regions: readonly string[];
  readonly clock: Clock;
}

/** The configured regions as the fleet and the queues describe them. */
export interface FleetView {
  /** One look serves everybody for 5 s; for 1 s while this instance is new, since the rest may be starting beside it. */
  look(): Promise<readonly RegionView[]>;
  /** What the last look saw, without asking again; empty before the first. */
  lastSeen(): readonly RegionView[];
}

const KEEP_MS = 5_000;
const NEW_FOR_MS = 30_000;
const KEEP_WHILE_NEW_MS = 1_000;
/** A failed look is tried again sooner, but not by each submit: it asks every region's queue. */
const KEEP_FAILED_MS = 1_000;

export function createFleetView({ store, regions, clock }: FleetViewDeps): FleetView {
  const look = async (): Promise<readonly RegionView[]> => {
    const [fleet, queues] = await Promise.all([
      store.fleet.regions(),
      Promise.all(regions.map(store.fleet.lookAtQueue)),
    ]);
    const seenAtMs = clock.now();
    const refusals = store.jobs.dispatchTrouble().regions;
    return regions.map((region, index) => {
      const refusal = refusals.get(region);
      return {
        region,
        seenAtMs,
        fleet: fleet.find((state) => state.region === region) ?? null,
        queue: queues[index]?.state ?? null,
        ...(queues[index]?.away === true ? { queueAway: true } : {}),
        ...(refusal === undefined ? {} : { refusal }),
      };
    });
  };
  const startedAt = clock.monotonic();
  const keepMs = (): number => (clock.monotonic() - startedAt < NEW_FOR_MS ? KEEP_WHILE_NEW_MS : KEEP_MS);
  const remembered = createRememberedLook({ clock, look, keepMs, keepFailedMs: KEEP_FAILED_MS });
  return { look: remembered.look, lastSeen: () => remembered.lastSeen() ?? [] };
}
