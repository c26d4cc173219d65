import { type DocumentSnapshot, FieldValue, type Firestore, Timestamp } from '@google-cloud/firestore';
import type { EndpointHealth } from '@sets/contract';
import { isConflict, type StoreContext, serverNow, withTimeout } from '@sets/store-kit';
import { aggregateRegion } from './aggregate-region.ts';
import { type FleetService, fleetInstanceSchema, fleetRegionSchema } from './documents.ts';

const HEARTBEAT_MS = 10_000;
/** The region's writer has gone when its document is older than this; whoever notices first takes over. */
const WRITER_GONE_MS = 25_000;
const KEPT_MS = 24 * 3_600_000;

export interface FleetMember {
  /** Unique per process. */
  readonly instance: string;
  readonly service: FleetService;
  readonly region: string;
  readonly version: string;
  /** What the instance carries now. */
  readonly load: () => {
    readonly active_jobs: number;
    readonly capacity: number;
    readonly endpoints: EndpointHealth[];
  };
}

export interface Heartbeat {
  /** One sign of life and, where it is this instance's turn, the region's aggregate. */
  beat(): Promise<void>;
  /** Leaves the fleet at once instead of after 30 s. */
  stop(): Promise<void>;
}

export const fleetOf = (firestore: Firestore) => firestore.collection('fleet');
export const fleetRegionsOf = (firestore: Firestore) => firestore.collection('fleet_regions');

/** Beats every 10 s from now on. A beat that fails is the next one's to repair. */
export function startHeartbeat(context: StoreContext, member: FleetMember): Heartbeat {
  const { firestore, clock, policy, logger } = context;
  const own = fleetOf(firestore).doc(member.instance);
  const region = fleetRegionsOf(firestore).doc(member.region);
  const startedAt = Timestamp.fromMillis(serverNow(context));
  let stopped = false;
  let cancel = (): void => {};
  let running = Promise.resolve();

  const within = <T>(operation: Promise<T>): Promise<T> => withTimeout(operation, policy.storeTimeoutMs, clock);

  async function beat(): Promise<void> {
    const { service, version } = member;
    const written = await within(
      own.set({
        service,
        version,
        region: member.region,
        ...member.load(),
        started_at: startedAt,
        heartbeat_at: FieldValue.serverTimestamp(),
        expires_at: Timestamp.fromMillis(serverNow(context) + KEPT_MS),
      }),
    );
    context.serverTime.observe(written.writeTime);
    const aggregate = await within(region.get());
    if (isOurTurn(aggregate)) {
      await writeAggregate(aggregate);
    }
  }

  function isOurTurn(aggregate: DocumentSnapshot): boolean {
    const parsed = fleetRegionSchema.safeParse(aggregate.data());
    if (!parsed.success) {
      return true;
    }
    return (
      parsed.data.writer === member.instance || aggregate.readTime.toMillis() - parsed.data.written_at > WRITER_GONE_MS
    );
  }

  async function writeAggregate(before: DocumentSnapshot): Promise<void> {
    const { docs, readTime } = await within(fleetOf(firestore).where('region', '==', member.region).get());
    const instances = docs.flatMap((document) => {
      const parsed = fleetInstanceSchema.safeParse(document.data());
      return parsed.success ? [parsed.data] : [];
    });
    const { last_heartbeat_at, ...summary } = aggregateRegion(instances, readTime.toMillis());
    const data = {
      ...summary,
      region: member.region,
      last_heartbeat_at: Timestamp.fromMillis(last_heartbeat_at),
      writer: member.instance,
      written_at: FieldValue.serverTimestamp(),
    };
    try {
      if (before.updateTime === undefined) {
        await within(region.create(data));
      } else {
        await within(region.update(data, { lastUpdateTime: before.updateTime }));
      }
    } catch (error) {
      // Another instance was elected in the same moment; one writer is all that is wanted.
      if (!isConflict(error)) {
        throw error;
      }
    }
  }

  function arm(): void {
    cancel = clock.schedule(() => {
      running = beat()
        .catch((error: unknown) => void logger.warn('A heartbeat failed', { error }))
        .then(() => {
          if (!stopped) {
            arm();
          }
        });
    }, HEARTBEAT_MS);
  }

  arm();
  return {
    beat,
    async stop() {
      stopped = true;
      cancel();
      await running;
      await within(own.delete());
    },
  };
}
