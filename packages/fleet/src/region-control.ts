import { EXTRACT_QUEUE } from '@sets/contract';
import { audited, decodeReadable, documentPath, SERVER_TIME } from '@sets/store-kit';
import { CONTROL, type FleetContext } from './fleet-context.ts';
import { type RegionControl, regionControlSchema } from './fleet-documents.ts';

export type RegionChange =
  | { readonly paused: boolean }
  | { readonly drained: boolean }
  /** Null: the configured bound. */
  | { readonly scale_floor: number | null; readonly scale_ceiling: number | null };

export interface ControlInput {
  readonly region: string;
  /** What is not named stays. */
  readonly change: RegionChange;
  /** For the record. */
  readonly actor: string;
}

const NEITHER = { paused: false, drained: false };

/**
 * Pauses or resumes a region's queue, drains it, or bounds its workers. The decision outlives every instance.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function controlRegion(context: FleetContext, { region, change, actor }: ControlInput): Promise<void> {
  const { documents, tasks } = context;
  await audited(context, {
    entry: { actor, action: 'control_region', target: region, details: { ...change } },
    async change() {
      await documents.transact('control_region', async (reads) => {
        const { fields: before, path } = await reads.read(documentPath(CONTROL, region));
        const fields = {
          ...(before === undefined ? NEITHER : {}),
          ...{ region, ...change, updated_by: actor, updated_at: SERVER_TIME },
        };
        return { value: null, writes: [{ kind: 'merge', path, fields }] };
      });
      if ('paused' in change) {
        const queue = { queue: EXTRACT_QUEUE, region };
        await (change.paused ? tasks.pause(queue) : tasks.resume(queue));
      }
    },
    outcomeOf: () => ({}),
  });
}

export interface ControlWatch {
  /** As last heard of; a region without a document is neither paused nor drained. */
  of(region: string): Pick<RegionControl, 'paused' | 'drained'>;
  stop(): void;
}

const LISTEN_AGAIN_MS = 5_000;

/** Follows every region's control document. A listener that breaks is set up again; until then the last word holds. */
export function watchControl({ documents, clock, logger }: FleetContext): ControlWatch {
  let known: ReadonlyMap<string, RegionControl> = new Map();
  let stop = listen();

  function listen(): () => void {
    return documents.watchAll(
      { collection: CONTROL },
      {
        onChange(readings) {
          known = new Map(decodeReadable(readings, regionControlSchema).map((control) => [control.region, control]));
        },
        onError(error) {
          logger.warn('The listener on region control broke and is set up again', { error });
          stop = clock.schedule(
            () => {
              stop = listen();
            },
            LISTEN_AGAIN_MS,
            { unref: true },
          );
        },
      },
    );
  }

  return { of: (region) => known.get(region) ?? NEITHER, stop: () => stop() };
}
