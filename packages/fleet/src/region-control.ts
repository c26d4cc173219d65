import { FieldValue } from '@google-cloud/firestore';
import { asStorageProblem, audited, type StoreContext, storageUnavailable, withTimeout } from '@sets/store-kit';
import { type RegionControl, regionControlSchema } from './documents.ts';

const controlOf = ({ firestore }: StoreContext) => firestore.collection('control');

export type RegionChange = { readonly paused: boolean } | { readonly drained: boolean };

/** Pauses or resumes a region's queue, or drains it; what is not named stays. The decision outlives every instance. */
export async function controlRegion(
  context: StoreContext,
  region: string,
  change: RegionChange,
  actor: string,
): Promise<void> {
  const { dispatcher, policy, clock } = context;
  const entry = { actor, action: 'control_region', target: region, details: { ...change } };
  const apply = async (): Promise<void> => {
    try {
      const document = { region, ...change, updated_by: actor, updated_at: FieldValue.serverTimestamp() };
      const missing = { paused: false, drained: false };
      const writing = context.firestore.runTransaction(async (transaction) => {
        const before = await transaction.get(controlOf(context).doc(region));
        transaction.set(before.ref, before.exists ? document : { ...missing, ...document }, { merge: true });
      });
      await withTimeout(writing, policy.storeTimeoutMs, clock);
    } catch (error) {
      throw asStorageProblem(error);
    }
    if (!('paused' in change)) {
      return;
    }
    try {
      await (change.paused ? dispatcher.pauseQueue(region) : dispatcher.resumeQueue(region));
    } catch (error) {
      throw storageUnavailable(error);
    }
  };
  await audited(context, entry, apply, () => ({}));
}

export interface ControlWatch {
  /** As last heard of; a region without a document is neither paused nor drained. */
  of(region: string): Pick<RegionControl, 'paused' | 'drained'>;
  stop(): void;
}

const NEITHER = { paused: false, drained: false };
const LISTEN_AGAIN_MS = 5_000;

/** Follows every region's control document. A listener that breaks is set up again; until then the last word holds. */
export function watchControl(context: StoreContext): ControlWatch {
  const { clock, logger } = context;
  const known = new Map<string, RegionControl>();
  let stop = listen();

  function listen(): () => void {
    return controlOf(context).onSnapshot(
      ({ docs }) => {
        known.clear();
        for (const document of docs) {
          const control = regionControlSchema.safeParse(document.data());
          if (control.success) {
            known.set(control.data.region, control.data);
          }
        }
      },
      (error) => {
        logger.warn('The listener on region control broke and is set up again', { error });
        stop = clock.schedule(() => {
          stop = listen();
        }, LISTEN_AGAIN_MS);
      },
    );
  }

  return { of: (region) => known.get(region) ?? NEITHER, stop: () => stop() };
}
