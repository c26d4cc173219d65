import { startLoop } from '@sets/clock';
import type { EndpointHealth } from '@sets/contract';
import { decodeReadable, documentPath, type Reading, SERVER_TIME, storedTime, writeAsRead } from '@sets/store-kit';
import { aggregateRegion } from './aggregate-region.ts';
import { FLEET, FLEET_REGIONS, type FleetContext } from './fleet-context.ts';
import { type FleetService, fleetInstanceSchema, fleetRegionSchema } from './fleet-documents.ts';

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
  /**
   * One sign of life and, where it is this instance's turn, the region's aggregate.
   *
   * @throws ProblemError `storage_unavailable`
   */
  beat(): Promise<void>;
  /** Leaves the fleet at once instead of after 30 s. */
  stop(): Promise<void>;
}

/** Beats every 10 s from now on. A beat that fails is the next one's to repair. */
export function startHeartbeat({ documents, clock, logger }: FleetContext, member: FleetMember): Heartbeat {
  const { instance, service, region, version } = member;
  const own = documentPath(FLEET, instance);
  const aggregate = documentPath(FLEET_REGIONS, region);
  const startedAt = storedTime(documents.now());

  async function beat(): Promise<void> {
    const fields = {
      ...{ service, version, region, ...member.load() },
      started_at: startedAt,
      heartbeat_at: SERVER_TIME,
      expires_at: storedTime(documents.now() + KEPT_MS),
    };
    await documents.write([{ kind: 'replace', path: own, fields }], { purpose: 'heartbeat' });
    const before = await documents.read(aggregate);
    if (isOurTurn(before, instance)) {
      await writeAggregate(before);
    }
  }

  async function writeAggregate(before: Reading): Promise<void> {
    const found = await documents.find({ collection: FLEET, where: [['region', '==', region]] });
    const instances = decodeReadable(found.documents, fleetInstanceSchema);
    const { last_heartbeat_at, ...summary } = aggregateRegion(instances, found.readAtMs);
    const fields = {
      ...summary,
      region,
      last_heartbeat_at: storedTime(last_heartbeat_at),
      writer: instance,
      written_at: SERVER_TIME,
    };
    const outcome = await documents.commit([writeAsRead(before, fields)], { purpose: 'aggregate_region' });
    // Refused: another instance was elected in the same moment, and one writer is all that is wanted.
    if (outcome.kind === 'unknown') {
      throw outcome.error;
    }
  }

  const loop = startLoop(beat, {
    clock,
    everyMs: HEARTBEAT_MS,
    onError: (error) => void logger.warn('A heartbeat failed', { error }),
  });
  return {
    beat,
    async stop() {
      await loop.stop();
      await documents.write([{ kind: 'delete', path: own }], { purpose: 'leave_fleet' });
    },
  };
}

function isOurTurn({ fields, readAtMs }: Reading, instance: string): boolean {
  const aggregate = fleetRegionSchema.safeParse(fields);
  return (
    !aggregate.success || aggregate.data.writer === instance || readAtMs - aggregate.data.written_at > WRITER_GONE_MS
  );
}
