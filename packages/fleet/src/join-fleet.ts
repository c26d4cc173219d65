import type { Lifecycle } from '@sets/service-kit';
import type { Counts } from './counts.ts';
import type { FleetContext } from './fleet-context.ts';
import { type FleetMember, startHeartbeat } from './heartbeat.ts';
import { type MoneyLook, startHistory } from './region-history.ts';
import { type StatsFlusher, startStatsFlusher } from './stats-flusher.ts';

export interface JoiningMember extends FleetMember {
  /** The instance's counters since it started; each only grows. */
  readonly counts: () => Promise<Counts>;
  /** A worker puts it on record beside its region's queue. */
  readonly money?: MoneyLook;
}

export interface FleetMembership {
  readonly stats: StatsFlusher;
  /** The first beat, before which the region looks empty. One that fails is the next one's to repair. */
  announce(): Promise<void>;
}

/** From now on the process beats and adds its counters to the fleet's; its release takes it out and adds the rest. */
export function joinFleet(
  context: FleetContext,
  { defer }: Pick<Lifecycle, 'defer'>,
  { counts, money, ...member }: JoiningMember,
): FleetMembership {
  const stats = startStatsFlusher(context, { instance: member.instance, region: member.region, read: counts });
  defer('counters', stats.stop);
  const heartbeat = startHeartbeat(context, member);
  defer('heartbeat', heartbeat.stop);
  if (member.service === 'worker') {
    defer('history', startHistory(context, member.region, money).stop);
  }
  return {
    stats,
    announce: () =>
      heartbeat.beat().catch((error: unknown) => void context.logger.warn('The first heartbeat failed', { error })),
  };
}
