import { type Clock, createSingleFlight } from '@sets/clock';
import { type DocumentStore, decode } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import { type Endpoint, endpointDocumentSchema, endpointPath } from '../documents/endpoint-document.ts';

const MAX_KNOWN = 10_000;

/** Endpoints as this instance knows them, at most some seconds old: each event asks for one. */
export interface EndpointDirectory {
  /**
   * Null when there is none.
   *
   * @throws ProblemError `storage_unavailable`
   */
  find(id: string): Promise<Endpoint | null>;
  /** Drops what is known of one that has changed. */
  forget(id: string): void;
}

export function createEndpointDirectory({
  documents,
  clock,
  knownMs,
}: {
  readonly documents: Pick<DocumentStore, 'read'>;
  readonly clock: Clock;
  readonly knownMs: number;
}): EndpointDirectory {
  const known = new LRUCache<string, { readonly endpoint: Endpoint | null; readonly at: number }>({ max: MAX_KNOWN });
  const looking = createSingleFlight<string, Endpoint | null>();

  async function look(id: string): Promise<Endpoint | null> {
    const at = clock.monotonic();
    const stored = decode(await documents.read(endpointPath(id)), endpointDocumentSchema);
    const endpoint = stored === null ? null : { ...stored, id };
    known.set(id, { endpoint, at });
    return endpoint;
  }

  return {
    async find(id) {
      const found = known.get(id);
      return found !== undefined && clock.monotonic() - found.at < knownMs
        ? found.endpoint
        : await looking.run(id, () => look(id));
    },
    forget: (id) => void known.delete(id),
  };
}
