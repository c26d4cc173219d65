import { EXTRACT_QUEUE } from '@sets/contract';
import { isStorageUnavailable, type QueueState } from '@sets/store-kit';
import type { FleetContext } from './fleet-context.ts';

export interface QueueLook {
  /** Null when Cloud Tasks does not tell. */
  readonly state: QueueState | null;
  /** Nobody answered. Not so where we may only not look: its tasks are delivered all the same. */
  readonly away: boolean;
}

/** One look at the region's queue of jobs. Never fails. */
export async function lookAtQueue({ tasks, logger }: FleetContext, region: string): Promise<QueueLook> {
  try {
    return { state: await tasks.state({ queue: EXTRACT_QUEUE, region }), away: false };
  } catch (error) {
    logger.warn('A queue does not tell its state', { queue_region: region, error });
    return { state: null, away: isStorageUnavailable(error) };
  }
}
