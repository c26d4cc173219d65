import type { Logger } from '@sets/service-kit';
import type { DocumentStore } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import { DELIVERIES, deliveryDocumentSchema } from '../documents/delivery-document.ts';
import type { WebhookPolicy } from '../policy.ts';

const MAX_COUNTED = 10_000;
/** Ended deliveries of one endpoint, at one instance, from one look to the next. */
const LOOK_EVERY = 100;
const MAX_DELETED = 500;

/** Keeps an endpoint's log at about `logSize`, however many events it gets within the time that each is kept. */
export interface LogTrimmer {
  /** One more delivery has ended. Costs a count now and then. */
  ended(endpoint: string): Promise<void>;
}

export interface LogDeps {
  readonly documents: Pick<DocumentStore, 'count' | 'find' | 'deleteAll'>;
  readonly policy: Pick<WebhookPolicy, 'logSize'>;
  readonly logger: Logger;
}

export function createLogTrimmer(deps: LogDeps): LogTrimmer {
  const counts = new LRUCache<string, number>({ max: MAX_COUNTED });
  return {
    async ended(endpoint) {
      const count = (counts.get(endpoint) ?? 0) + 1;
      counts.set(endpoint, count % LOOK_EVERY);
      if (count === LOOK_EVERY) {
        await trim(deps, endpoint).catch((error: unknown) => {
          deps.logger.warn('The log of a webhook endpoint could not be trimmed', { endpoint, error });
        });
      }
    },
  };
}

/** The oldest go, but none that is still tried. */
async function trim({ documents, policy }: LogDeps, endpoint: string): Promise<void> {
  const mine = { collection: DELIVERIES, where: [['endpoint', '==', endpoint]] as const };
  const tooMany = (await documents.count(mine)) - policy.logSize;
  if (tooMany <= 0) {
    return;
  }
  const limit = Math.min(tooMany, MAX_DELETED);
  const oldest = await documents.find({ ...mine, orderBy: [['created_at', 'asc']], limit });
  const ended = oldest.documents.filter(
    ({ fields }) => deliveryDocumentSchema.safeParse(fields).data?.status !== 'pending',
  );
  await documents.deleteAll(ended.map(({ path }) => ({ path })));
}
