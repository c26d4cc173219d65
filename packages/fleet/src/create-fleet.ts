import type { Clock } from '@sets/clock';
import type { ScaleReport } from '@sets/contract';
import type { Lifecycle, Logger } from '@sets/service-kit';
import { deleteExpired, type Store } from '@sets/store-kit';
import { FLEET, type FleetContext, STATS } from './fleet-context.ts';
import { type FleetMember, type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { type FleetMembership, type JoiningMember, joinFleet } from './join-fleet.ts';
import { lookAtQueue, type QueueLook } from './look-at-queue.ts';
import { type RegionState, readFleet } from './read-fleet.ts';
import { type FleetStats, readStats, readStatsByHour } from './read-stats.ts';
import { type ControlInput, type ControlWatch, controlRegion, watchControl } from './region-control.ts';
import { type RegionHistory, readHistory } from './region-history.ts';
import { type ScaleInput, scaleRegion } from './scaling/scale-region.ts';
import { type StatsFlusher, type StatsFlusherOptions, startStatsFlusher } from './stats-flusher.ts';
import { type SweepTurnInput, takeSweepTurn } from './sweep-turn.ts';

export interface FleetCleanUpReport {
  readonly fleet: number;
  readonly stats: number;
}

export interface FleetHistory {
  /** Queues and workers by the minute. */
  readonly regions: readonly RegionHistory[];
  /** What was counted, by the hour, oldest first. */
  readonly stats: readonly FleetStats[];
}

/** What is done with instances and regions. Each operation is one file; its contract is there. */
export interface Fleet {
  /** Beats and counts for as long as the process lives; its releases are deferred. */
  join(lifecycle: Pick<Lifecycle, 'defer'>, member: JoiningMember): FleetMembership;
  startHeartbeat(member: FleetMember): Heartbeat;
  startStats(options: StatsFlusherOptions): StatsFlusher;
  regions(): Promise<readonly RegionState[]>;
  stats(hours: number): Promise<FleetStats>;
  history(hours: number): Promise<FleetHistory>;
  /** Of the region's queue of jobs. Never rejects. */
  lookAtQueue(region: string): Promise<QueueLook>;
  /** Whether the instance is to sweep for its region now. */
  takeSweepTurn(input: SweepTurnInput): Promise<boolean>;
  control(input: ControlInput): Promise<void>;
  watchControl(): ControlWatch;
  /** @throws ProblemError `storage_unavailable` */
  scale(input: ScaleInput): Promise<ScaleReport>;
  /** Deletes up to `limit` documents per collection that expired a day ago or earlier. */
  cleanUp(limit: number): Promise<FleetCleanUpReport>;
}

export interface FleetOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createFleet({ store, clock, logger }: FleetOptions): Fleet {
  const context: FleetContext = { ...store, clock, logger };
  const { documents } = store;
  return {
    join: (lifecycle, member) => joinFleet(context, lifecycle, member),
    startHeartbeat: (member) => startHeartbeat(context, member),
    startStats: (options) => startStatsFlusher(context, options),
    regions: () => readFleet(context),
    stats: (hours) => readStats(context, hours),
    async history(hours) {
      const [regions, stats] = await Promise.all([readHistory(context, hours), readStatsByHour(context, hours)]);
      return { regions, stats };
    },
    lookAtQueue: (region) => lookAtQueue(context, region),
    takeSweepTurn: (input) => takeSweepTurn(context, input),
    control: (input) => controlRegion(context, input),
    watchControl: () => watchControl(context),
    scale: (input) => scaleRegion(context, input),
    cleanUp: async (limit) => ({
      fleet: await deleteExpired(documents, { collection: FLEET, limit }),
      stats: await deleteExpired(documents, { collection: STATS, limit }),
    }),
  };
}
