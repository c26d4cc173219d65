import type { Clock, Random } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { Store } from '@sets/store-kit';
import type { LogTrimmer } from './deliveries/log-trimmer.ts';
import type { EndpointDirectory } from './endpoints/endpoint-directory.ts';
import type { WebhookPolicy } from './policy.ts';

/** What every operation on webhooks works with. Never leaves this package. */
export interface WebhooksContext extends Store {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly policy: WebhookPolicy;
  readonly directory: EndpointDirectory;
  readonly log: LogTrimmer;
}
