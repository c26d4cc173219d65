import { startLoop } from '@sets/clock';
import type { EndpointHealth } from '@sets/contract';
import { documentPath, inRounds, type Reading, SERVER_TIME, storedTime, writeAsRead } from '@sets/store-kit';
import { aggregateRegion, isAlive } from './aggregate-region.ts';
import { FLEET, FLEET_REGIONS, type FleetContext } from './fleet-context.ts';
import { type FleetService, fleetInstanceSchema, fleetRegionSchema } from './fleet-documents.ts';

const HEARTBEAT_MS = 10_000;
/** The region's writer has gone when its document is older than this; whoever notices first takes over. */
const WRITER_GONE_MS = 25_000;
const KEPT_MS = 24 * 3_600_000;
/** In place of a writer that has left: the next to beat takes over. */
const NOBODY = '';

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
   * One sign of life and, where it is this instance's turn, the region's aggregate. The first one always writes that, so
   * that nobody has to wait for the writer's next beat to be seen.
   *
   * @throws ProblemError `storage_unavailable`
   */
  beat(): Promise<void>;
  /** Leaves the fleet, and the region's aggregate, at once instead of after 30 s. */
  stop(): Promise<void>;
}

/** Beats every 10 s from now on. A beat that fails is the next one's to repair. */
export function startHeartbeat({ documents, clock, logger }: FleetContext, member: FleetMember): Heartbeat {
  const { instance, service, region, version } = member;
  const own = documentPath(FLEET, instance);
  const aggregate = documentPath(FLEET_REGIONS, region);
  const startedAt = storedTime(documents.now());
  let isCounted = false;

  async function beat(): Promise<void> {
    const fields = {
      ...{ service, version, region, ...member.load() },
      started_at: startedAt,
      heartbeat_at: SERVER_TIME,
      expires_at: storedTime(documents.now() + KEPT_MS),
    };
    await documents.write([{ kind: 'replace', path: own, fields }], { purpose: 'heartbeat' });
    if (isCounted) {
      const before = await documents.read(aggregate);
      if (isOurTurn(before, instance)) {
        // Refused: another instance was elected in the same moment, and one writer is all that is wanted.
        await writeAggregate(before, () => instance);
      }
      return;
    }
    await aggregateNow(instance);
    isCounted = true;
  }

  /** Somebody has come or gone. The writer stays who it is while it lives; refused by its write, this is made anew. */
  const aggregateNow = (otherwise: string) =>
    inRounds(`aggregate of ${region}`, async () => {
      const before = await documents.read(aggregate);
      const writer = writerOf(before);
      const outcome = await writeAggregate(before, (alive) => (alive.has(writer) ? writer : otherwise));
      return outcome.kind === 'applied' ? outcome : undefined;
    });

  async function writeAggregate(before: Reading, choose: (alive: ReadonlySet<string>) => string) {
    const found = await documents.find({ collection: FLEET, where: [['region', '==', region]] });
    const seen = found.documents.flatMap(({ id, fields }) => {
      const parsed = fleetInstanceSchema.safeParse(fields);
      return parsed.success ? [{ id, ...parsed.data }] : [];
    });
    const { last_heartbeat_at, ...summary } = aggregateRegion(seen, found.readAtMs);
    const alive = new Set(seen.filter((one) => isAlive(one, found.readAtMs)).map(({ id }) => id));
    const fields = {
      ...summary,
      region,
      last_heartbeat_at: storedTime(last_heartbeat_at),
      writer: choose(alive),
      written_at: SERVER_TIME,
    };
    const outcome = await documents.commit([writeAsRead(before, fields)], { purpose: 'aggregate_region' });
    if (outcome.kind === 'unknown') {
      throw outcome.error;
    }
    return outcome;
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
      await aggregateNow(NOBODY);
    },
  };
}

const writerOf = ({ fields }: Reading): string => fleetRegionSchema.safeParse(fields).data?.writer ?? NOBODY;

function isOurTurn(reading: Reading, instance: string): boolean {
  const aggregate = fleetRegionSchema.safeParse(reading.fields);
  const writer = writerOf(reading);
  return (
    !aggregate.success ||
    writer === NOBODY ||
    writer === instance ||
    reading.readAtMs - aggregate.data.written_at > WRITER_GONE_MS
  );
}
