import { asStorageProblem, type StoreContext, withTimeout } from '@sets/store-kit';
import { type FleetRegion, fleetRegionSchema } from './documents.ts';
import { fleetRegionsOf } from './heartbeat.ts';

/** A region's aggregate is written every 10 s; an older one tells of a region that has gone silent. */
export const REGION_SILENT_MS = 40_000;

export interface RegionState extends FleetRegion {
  /** Nobody in the region has written for 40 s. */
  readonly silent: boolean;
}

/**
 * One document per region. Counts of a silent region are those of its last word.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readFleet({ firestore, policy, clock, serverTime }: StoreContext): Promise<RegionState[]> {
  try {
    const { docs, readTime } = await withTimeout(fleetRegionsOf(firestore).get(), policy.storeTimeoutMs, clock);
    serverTime.observe(readTime);
    return docs.flatMap((document) => {
      const parsed = fleetRegionSchema.safeParse(document.data());
      if (!parsed.success) {
        return [];
      }
      return [{ ...parsed.data, silent: readTime.toMillis() - parsed.data.written_at > REGION_SILENT_MS }];
    });
  } catch (error) {
    throw asStorageProblem(error);
  }
}
