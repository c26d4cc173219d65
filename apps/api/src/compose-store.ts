import { type Callers, createConfiguredCallers, createSpend, type Spend } from '@sets/callers';
import { type CallersConfig, spendLimitsOf } from '@sets/callers/config';
import { createFleet, type Fleet } from '@sets/fleet';
import { createConfiguredJobs, type JobsFacades } from '@sets/jobs';
import { type Metrics, type PlatformConfig, type ProcessParts, regionsOf, type UpstreamCheck } from '@sets/service-kit';
import { connectConfiguredStore, storeChecks } from '@sets/store-kit';
import { createWebhooks, type Webhooks } from '@sets/webhooks';

/** What the API does with the store, by concern. */
export interface ApiStore extends JobsFacades {
  readonly fleet: Fleet;
  readonly callers: Callers;
  readonly webhooks: Pick<Webhooks, 'endpoints' | 'deliveries' | 'announce' | 'forgetCaller'>;
  /** What jobs may cost, as the named instance counts it. */
  readonly spendAs: (instance: string) => Spend;
  /** Of Firestore and of each region's queue. */
  readonly checks: readonly UpstreamCheck[];
}

export function composeStore(
  config: PlatformConfig & CallersConfig,
  outside: ProcessParts & { readonly metrics: Metrics },
): ApiStore {
  const store = connectConfiguredStore(config, outside);
  const webhooks = createWebhooks({ store, ...outside });
  const jobs = createConfiguredJobs(store, config, { ...outside, announce: webhooks.announce });
  return {
    ...jobs,
    webhooks,
    fleet: createFleet({ store, ...outside }),
    callers: createConfiguredCallers(store, config, outside),
    spendAs: (instance) =>
      createSpend({ store, instance, jobs: jobs.charges, limits: spendLimitsOf(config), ...outside }),
    checks: storeChecks(store, regionsOf(config)),
  };
}
