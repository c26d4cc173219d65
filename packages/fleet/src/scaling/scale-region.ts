import { utcDay } from '@sets/clock';
import { EXTRACT_QUEUE, type ScaleReport } from '@sets/contract';
import { decodeReadable, documentPath, SERVER_TIME, storedTime, writeAsRead } from '@sets/store-kit';
import { aggregateRegion } from '../aggregate-region.ts';
import { CONTROL, FLEET, type FleetContext, SCALING } from '../fleet-context.ts';
import { fleetInstanceSchema, regionControlSchema } from '../fleet-documents.ts';
import { HOUR_MS } from '../hour.ts';
import { boundsAt, type ScalingLimits } from './scaling-bounds.ts';
import { fieldsOfMemory, memoryOf, type ScalingDocument, scalingDocumentSchema } from './scaling-document.ts';
import { DEFAULT_SCALING_POLICY, queueConcurrency, type ScalingView, wantedInstances } from './wanted-instances.ts';
import { type WorkerService, WorkerServiceBusyError } from './worker-service.ts';

export interface ScaleInput {
  readonly region: string;
  /** Who decides, for the record and for the election. */
  readonly actor: string;
  readonly limits: ScalingLimits;
  /** See `ScalingPolicy`. */
  readonly jobsPerInstanceS?: number;
  readonly holdMs?: number;
  /** Slots of a worker, for the time when none lives that could tell. */
  readonly slots: number;
  readonly service: WorkerService;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
}

/** A controller that has not decided for so long is gone; whoever notices first takes over. */
export const LEADER_SILENT_MS = 20_000;
/** What the platform was told is told again now and then: somebody may have set it by hand. */
const TELL_AGAIN_MS = 300_000;
/** Between two decisions no more than so much is counted as worked: a controller that was away knows nothing of it. */
const COUNTED_AT_MOST_MS = 120_000;

/**
 * Makes and carries out one decision for a region. The decision is committed before it is carried out, as it was read:
 * of two controllers one decides, the other learns that it is led elsewhere.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function scaleRegion(context: FleetContext, input: ScaleInput): Promise<ScaleReport> {
  const { documents } = context;
  const before = await documents.read(documentPath(SCALING, input.region));
  // A decision that nobody can read is none, and is replaced.
  const known = decodeReadable([before], scalingDocumentSchema)[0] ?? null;
  const seen = await look(context, input);
  const { view, decided } = seen;
  const day = utcDay(view.nowMs);
  const hours = workedHours(known, { day, nowMs: view.nowMs, workers: view.instances });
  const bounds = boundsAt(view.nowMs, input.limits, { ...decided, workerHours: hours });
  const memory = wantedInstances(view, known === null ? null : memoryOf(known), {
    ...bounds,
    ...DEFAULT_SCALING_POLICY,
    ...(input.jobsPerInstanceS === undefined ? {} : { jobsPerInstanceS: input.jobsPerInstanceS }),
    ...(input.holdMs === undefined ? {} : { holdMs: input.holdMs }),
  });
  const concurrency = queueConcurrency(view);
  const report = (outcome: ScaleReport['outcome']): ScaleReport => ({
    ...{ region: input.region, outcome, depth: view.depth, active: view.active, workers: view.instances },
    ...{ wanted: memory.wanted, concurrency, used_up: bounds.usedUp },
  });
  if (input.dryRun === true) {
    return report('dry_run');
  }
  if (isLedElsewhere(known, input.actor, view.nowMs)) {
    return report('led_elsewhere');
  }
  const isOld = known === null || view.nowMs - known.told_at >= TELL_AGAIN_MS;
  const fields = {
    ...fieldsOfMemory(memory),
    ...{ region: input.region, floor_set: memory.wanted, concurrency_set: concurrency },
    ...{ told_at: isOld ? SERVER_TIME : storedTime(known.told_at), day, worker_hours: hours },
    ...{ decided_by: input.actor, decided_at: SERVER_TIME },
  };
  const commit = await documents.commit([writeAsRead(before, fields)], { purpose: 'scale' });
  if (commit.kind !== 'applied') {
    return report('led_elsewhere');
  }
  const change = {
    floor: isOld || known.floor_set !== memory.wanted ? memory.wanted : null,
    concurrency: isOld || known.concurrency_set !== concurrency ? concurrency : null,
    lowersFloor: known?.floor_set != null && memory.wanted < known.floor_set,
  };
  return report((await tell(context, input, change)) ? 'decided' : 'busy');
}

interface Change {
  readonly floor: number | null;
  readonly concurrency: number | null;
  readonly lowersFloor: boolean;
}

/** False when the platform did not listen: then it is told again with the next decision. */
async function tell(context: FleetContext, { region, service }: ScaleInput, change: Change): Promise<boolean> {
  const { tasks, documents, logger } = context;
  const setFloor = async (): Promise<void> => {
    if (change.floor !== null) {
      await service.setFloor(change.floor);
      logger.info('Workers wanted', { region, floor: change.floor });
    }
  };
  const setConcurrency = async (): Promise<void> => {
    if (change.concurrency !== null) {
      await tasks.setConcurrency({ queue: EXTRACT_QUEUE, region }, change.concurrency);
    }
  };
  try {
    // Deliveries are taken away before workers, and given after them.
    for (const step of change.lowersFloor ? [setConcurrency, setFloor] : [setFloor, setConcurrency]) {
      await step();
    }
    return true;
  } catch (error) {
    await documents.write(
      [
        {
          kind: 'merge',
          path: documentPath(SCALING, region),
          fields: { floor_set: null, concurrency_set: null },
        },
      ],
      { purpose: 'scale_again' },
    );
    if (error instanceof WorkerServiceBusyError) {
      logger.warn('The worker service is busy; the next decision tells it again', { region, error });
    } else {
      logger.error('Scaling is decided and cannot be carried out', { region, error });
    }
    return false;
  }
}

const isLedElsewhere = (known: ScalingDocument | null, actor: string, nowMs: number): boolean =>
  known !== null && known.decided_by !== actor && nowMs - known.decided_at < LEADER_SILENT_MS;

async function look({ documents, tasks }: FleetContext, { region, slots }: ScaleInput) {
  const [found, control, queue] = await Promise.all([
    documents.find({ collection: FLEET, where: [['region', '==', region]] }),
    documents.read(documentPath(CONTROL, region)),
    tasks.state({ queue: EXTRACT_QUEUE, region }).catch(() => null),
  ]);
  const workers = decodeReadable(found.documents, fleetInstanceSchema).filter(({ service }) => service === 'worker');
  const { worker_instances: instances, active_jobs: active, capacity } = aggregateRegion(workers, found.readAtMs);
  const decided = decodeReadable([control], regionControlSchema)[0];
  const view: ScalingView = {
    nowMs: found.readAtMs,
    // What a paused queue holds back is not work yet.
    depth: queue === null ? null : queue.state === 'running' ? queue.depth : active,
    ...{ active, instances },
    slots: instances === 0 ? slots : Math.max(1, Math.round(capacity / instances)),
  };
  return { view, decided: { floor: decided?.scale_floor ?? null, ceiling: decided?.scale_ceiling ?? null } };
}

function workedHours(
  known: ScalingDocument | null,
  { day, nowMs, workers }: { readonly day: string; readonly nowMs: number; readonly workers: number },
): number {
  if (known === null || known.day !== day) {
    return 0;
  }
  return known.worker_hours + (workers * Math.min(nowMs - known.decided_at, COUNTED_AT_MOST_MS)) / HOUR_MS;
}
