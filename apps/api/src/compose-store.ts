import { createFleet, type Fleet } from '@sets/fleet';
import { createConfiguredJobs, type JobsFacades } from '@sets/jobs';
import { type PlatformConfig, type ProcessParts, regionsOf, type UpstreamCheck } from '@sets/service-kit';
import { connectConfiguredStore, storeChecks } from '@sets/store-kit';

/** What the API does with the store, by concern. */
export interface ApiStore extends JobsFacades {
  readonly fleet: Fleet;
  /** Of Firestore and of each region's queue. */
  readonly checks: readonly UpstreamCheck[];
}

export function composeStore(config: PlatformConfig, outside: ProcessParts): ApiStore {
  const store = connectConfiguredStore(config, outside);
  return {
    ...createConfiguredJobs(store, config, outside),
    fleet: createFleet({ store, ...outside }),
    checks: storeChecks(store, regionsOf(config)),
  };
}
