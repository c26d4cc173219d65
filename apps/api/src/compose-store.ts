import { type Callers, createConfiguredCallers } from '@sets/callers';
import type { CallersConfig } from '@sets/callers/config';
import { createFleet, type Fleet } from '@sets/fleet';
import { createConfiguredJobs, type JobsFacades } from '@sets/jobs';
import { type PlatformConfig, type ProcessParts, regionsOf, type UpstreamCheck } from '@sets/service-kit';
import { connectConfiguredStore, storeChecks } from '@sets/store-kit';

/** What the API does with the store, by concern. */
export interface ApiStore extends JobsFacades {
  readonly fleet: Fleet;
  readonly callers: Callers;
  /** Of Firestore and of each region's queue. */
  readonly checks: readonly UpstreamCheck[];
}

export function composeStore(config: PlatformConfig & CallersConfig, outside: ProcessParts): ApiStore {
  const store = connectConfiguredStore(config, outside);
  return {
    ...createConfiguredJobs(store, config, outside),
    fleet: createFleet({ store, ...outside }),
    callers: createConfiguredCallers(store, config, outside),
    checks: storeChecks(store, regionsOf(config)),
  };
}
