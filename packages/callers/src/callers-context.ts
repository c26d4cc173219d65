import type { Clock } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { DocumentStore } from '@sets/store-kit';

/** What everything here is built from; the port to the store does not leave the package. */
export interface CallersContext {
  readonly documents: DocumentStore;
  readonly clock: Clock;
  readonly logger: Logger;
}
