import type { Clock, Random } from '@sets/clock';
import type { WebhookTask } from '@sets/contract';
import type { Logger } from '@sets/service-kit';
import { deleteExpired, type Store } from '@sets/store-kit';
import { announce, type News } from './deliveries/announce.ts';
import { type DeliverDeps, type DeliverOutcome, deliver } from './deliveries/deliver.ts';
import { createLogTrimmer } from './deliveries/log-trimmer.ts';
import { createWebhookDeliveries, type WebhookDeliveries } from './deliveries/manage-deliveries.ts';
import { type DeliverySweep, type SweepInput, sweepDeliveries } from './deliveries/sweep-deliveries.ts';
import { DELIVERIES } from './documents/delivery-document.ts';
import { createEndpointDirectory } from './endpoints/endpoint-directory.ts';
import { createWebhookEndpoints, type WebhookEndpoints } from './endpoints/manage-endpoints.ts';
import { type ForgottenWebhooks, forgetCaller } from './forget-caller.ts';
import { DEFAULT_WEBHOOK_POLICY, type WebhookPolicy } from './policy.ts';
import type { WebhooksContext } from './webhooks-context.ts';

/** Each operation is one file; its contract is there. */
export interface Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: WebhookDeliveries;
  announce(news: readonly News[]): Promise<void>;
  deliver(deps: DeliverDeps, task: WebhookTask): Promise<DeliverOutcome>;
  sweep(input: SweepInput): Promise<DeliverySweep>;
  /** Deletes up to `limit` deliveries that expired a day ago or earlier; returns how many went. */
  cleanUp(limit: number): Promise<number>;
  forgetCaller(caller: string): Promise<ForgottenWebhooks>;
}

export interface WebhooksOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly policy?: Partial<WebhookPolicy>;
}

export function createWebhooks({ store, clock, random, logger, policy: own }: WebhooksOptions): Webhooks {
  const policy = { ...DEFAULT_WEBHOOK_POLICY, ...own };
  const { documents } = store;
  const directory = createEndpointDirectory({ documents, clock, knownMs: policy.endpointsKnownMs });
  const log = createLogTrimmer({ documents, policy, logger });
  const context: WebhooksContext = { ...store, clock, random, logger, policy, directory, log };
  const endpoints = createWebhookEndpoints(context);
  return {
    endpoints,
    deliveries: createWebhookDeliveries(context, endpoints),
    announce: (news) => announce(context, news),
    deliver: (deps, task) => deliver(context, deps, task),
    sweep: (input) => sweepDeliveries(context, input),
    cleanUp: (limit) => deleteExpired(documents, { collection: DELIVERIES, limit }),
    forgetCaller: (caller) => forgetCaller(context, caller),
  };
}
