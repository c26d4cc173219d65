import { createFleet, type Fleet } from '@sets/fleet';
import { createConfiguredJobs, type JobsFacades } from '@sets/jobs';
import type { ProcessParts } from '@sets/service-kit';
import { connectConfiguredStore } from '@sets/store-kit';
import { createWebhooks, type Webhooks } from '@sets/webhooks';
import type { WorkerConfig } from './config.ts';

/** What a worker does with the store, by concern. */
export interface WorkerStore extends Pick<JobsFacades, 'jobs' | 'views' | 'ops' | 'files' | 'charges'> {
  readonly webhooks: Pick<Webhooks, 'deliver' | 'sweep' | 'cleanUp'>;
  readonly fleet: Fleet;
}

export function composeStore(config: WorkerConfig, outside: ProcessParts): WorkerStore {
  const store = connectConfiguredStore(config, outside);
  const webhooks = createWebhooks({ store, ...outside });
  const jobs = createConfiguredJobs(store, config, {
    ...outside,
    announce: webhooks.announce,
    async forgetElsewhere(caller) {
      const { endpoints, deliveries } = await webhooks.forgetCaller(caller);
      return endpoints + deliveries;
    },
  });
  return { ...jobs, webhooks, fleet: createFleet({ store, ...outside }) };
}
