import { ProblemError, type WebhookEventType } from '@sets/contract';
import { decode, type Reading, type TransactionReads, type Write } from '@sets/store-kit';
import { DELIVERIES } from '../documents/delivery-document.ts';
import {
  ENDPOINTS,
  type Endpoint,
  encodeEndpoint,
  endpointDocumentSchema,
  endpointPath,
  newEndpointId,
  secretsAt,
} from '../documents/endpoint-document.ts';
import { newSecret } from '../signing/secret.ts';
import type { WebhooksContext } from '../webhooks-context.ts';

const HOUR_MS = 3_600_000;

export interface EndpointWish {
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly WebhookEventType[];
  readonly payload: 'thin' | 'full';
}

export interface EndpointChange extends Partial<EndpointWish> {
  readonly enabled?: boolean;
}

export interface MadeEndpoint {
  readonly endpoint: Endpoint;
  /** Nothing shows it again. */
  readonly secret: string;
}

/**
 * What callers do with their endpoints, each with its own: another's is unknown. Each throws ProblemError
 * `storage_unavailable`, and those that name an endpoint `webhook_not_found`.
 */
export interface WebhookEndpoints {
  /** @throws ProblemError `too_many_webhooks` */
  create(caller: string, wish: EndpointWish): Promise<MadeEndpoint>;
  /** Newest first. */
  list(caller: string): Promise<readonly Endpoint[]>;
  get(caller: string, id: string): Promise<Endpoint>;
  change(caller: string, id: string, change: EndpointChange): Promise<Endpoint>;
  /** The new secret signs from now on, the one before it for `overlapHours` more; an older one ends. */
  rotate(caller: string, id: string, overlapHours: number): Promise<MadeEndpoint>;
  /** With its log. */
  delete(caller: string, id: string): Promise<void>;
  /** That the caller may name it in a submit, as this instance knows it within seconds. */
  check(caller: string, id: string): Promise<void>;
}

const notFound = (): ProblemError => new ProblemError('webhook_not_found');

export function createWebhookEndpoints(context: WebhooksContext): WebhookEndpoints {
  const { documents, directory, policy } = context;

  const mine = async (reads: Pick<TransactionReads, 'find'>, caller: string): Promise<Endpoint[]> =>
    decodeEndpoints(await reads.find({ collection: ENDPOINTS, where: [['caller', '==', caller]] }));

  async function own(reads: Pick<TransactionReads, 'read'>, caller: string, id: string): Promise<Endpoint> {
    const stored = decode(await reads.read(endpointPath(id)), endpointDocumentSchema);
    if (stored === null || stored.caller !== caller) {
      throw notFound();
    }
    return withoutEnded({ ...stored, id });
  }

  /** A secret that has ended signs nothing, is not shown to be there, and goes with the next change. */
  const withoutEnded = (endpoint: Endpoint): Endpoint => ({
    ...endpoint,
    secrets: secretsAt(endpoint, documents.now()),
  });

  /** Decides on the endpoint as it is, and stores the whole of it. */
  async function update(caller: string, id: string, decide: (endpoint: Endpoint) => Endpoint): Promise<Endpoint> {
    const changed = await documents.transact('change_webhook', async (reads) => {
      const endpoint = decide(await own(reads, caller, id));
      const write: Write = { kind: 'merge', path: endpointPath(id), fields: encodeEndpoint(endpoint) };
      return { value: endpoint, writes: [write] };
    });
    directory.forget(id);
    return changed;
  }

  return {
    async create(caller, wish) {
      const secret = newSecret();
      const endpoint: Endpoint = {
        ...{ id: newEndpointId(), caller, ...wish, events: [...wish.events] },
        secrets: [{ value: secret, until: null }],
        ...{ enabled: true, disabled_reason: null, disabled_at: null, failing_since: null },
        created_at: documents.now(),
      };
      return await documents.transact('create_webhook', async (reads) => {
        // Read in the transaction, so that no two makers see one free place.
        if ((await mine(reads, caller)).length >= policy.endpointsPerCaller) {
          throw new ProblemError('too_many_webhooks');
        }
        const path = endpointPath(endpoint.id);
        return {
          value: { endpoint, secret },
          writes: [{ kind: 'replace', path, fields: encodeEndpoint(endpoint) }],
        };
      });
    },

    async list(caller) {
      const found = await documents.find({ collection: ENDPOINTS, where: [['caller', '==', caller]] });
      const endpoints = decodeEndpoints(found.documents).map(withoutEnded);
      return endpoints.toSorted((one, other) => other.created_at - one.created_at);
    },

    get: (caller, id) => own(documents, caller, id),

    async change(caller, id, { enabled, ...change }) {
      const nowMs = documents.now();
      return await update(caller, id, (endpoint) => ({
        ...endpoint,
        ...change,
        events: [...(change.events ?? endpoint.events)],
        ...(enabled === undefined ? {} : switched(enabled, nowMs)),
      }));
    },

    async rotate(caller, id, overlapHours) {
      const secret = newSecret();
      const nowMs = documents.now();
      const until = nowMs + overlapHours * HOUR_MS;
      const endpoint = await update(caller, id, (before) => {
        const [present] = before.secrets;
        // A commit whose answer was lost is tried again: the secret that it made is there then.
        if (present === undefined || present.value === secret) {
          return before;
        }
        return {
          ...before,
          secrets: [
            { value: secret, until: null },
            { ...present, until },
          ],
        };
      });
      return { endpoint, secret };
    },

    async delete(caller, id) {
      await documents.transact('delete_webhook', async (reads) => {
        await own(reads, caller, id);
        return { value: null, writes: [{ kind: 'delete', path: endpointPath(id) }] };
      });
      directory.forget(id);
      await deleteLog(context, id);
    },

    async check(caller, id) {
      if ((await directory.find(id))?.caller !== caller) {
        throw notFound();
      }
    },
  };
}

const switched = (enabled: boolean, nowMs: number) =>
  enabled
    ? ({ enabled, disabled_reason: null, disabled_at: null, failing_since: null } as const)
    : ({ enabled, disabled_reason: 'owner', disabled_at: nowMs } as const);

export function decodeEndpoints(readings: readonly Reading[]): Endpoint[] {
  return readings.flatMap(({ id, fields }) => {
    const parsed = endpointDocumentSchema.safeParse(fields);
    return parsed.success ? [{ ...parsed.data, id }] : [];
  });
}

const PAGE = 200;

/** Page by page, since each page is gone when the next one is asked for. */
export async function deleteLog({ documents }: WebhooksContext, endpoint: string): Promise<void> {
  for (;;) {
    const where = [['endpoint', '==', endpoint]] as const;
    const found = await documents.find({ collection: DELIVERIES, where, limit: PAGE });
    await documents.deleteAll(found.documents.map(({ path }) => ({ path })));
    if (found.documents.length < PAGE) {
      return;
    }
  }
}
