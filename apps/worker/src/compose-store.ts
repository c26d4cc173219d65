import { createFleet, type Fleet } from '@sets/fleet';
import { createConfiguredJobs, type JobsFacades } from '@sets/jobs';
import type { ProcessParts } from '@sets/service-kit';
import { connectConfiguredStore } from '@sets/store-kit';
import type { WorkerConfig } from './config.ts';

/** What a worker does with the store, by concern. */
export interface WorkerStore extends Pick<JobsFacades, 'jobs' | 'ops' | 'files'> {
  readonly fleet: Fleet;
}

export function composeStore(config: WorkerConfig, outside: ProcessParts): WorkerStore {
  const store = connectConfiguredStore(config, outside);
  return { ...createConfiguredJobs(store, config, outside), fleet: createFleet({ store, ...outside }) };
}
