import { decodeReadable } from '@sets/store-kit';
import { FLEET_REGIONS, type FleetContext } from './fleet-context.ts';
import { type FleetRegion, fleetRegionSchema } from './fleet-documents.ts';

/** A region's aggregate is written every 10 s; an older one tells of a region that has gone silent. */
const REGION_SILENT_MS = 40_000;

export interface RegionState extends FleetRegion {
  /** Nobody in the region has written for 40 s. */
  readonly silent: boolean;
}

/**
 * One document per region. Counts of a silent region are those of its last word.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function readFleet({ documents }: FleetContext): Promise<readonly RegionState[]> {
  const found = await documents.find({ collection: FLEET_REGIONS });
  return decodeReadable(found.documents, fleetRegionSchema).map((region) => ({
    ...region,
    silent: found.readAtMs - region.written_at > REGION_SILENT_MS,
  }));
}
