import type { Caller } from '@sets/service-kit';
import { LRUCache } from 'lru-cache';
import type { CallersContext } from '../callers-context.ts';
import { matchesHash, parseApiKey } from './api-key.ts';
import type { KeyDirectory } from './key-directory.ts';
import { isLive, type KeyDocument, knownScopes } from './key-document.ts';
import type { LastUse } from './last-use.ts';

export interface KeyAuthenticator {
  /** The caller of a key that was proved while what is known of it was as fresh as now; null where it must be proved. */
  proved(text: string): Caller | null;
  /**
   * The caller that a key stands for; null when it opens nothing: no key of ours, nobody's, another secret, revoked, or
   * past its time. `beforeLookUp` is called before the store is asked, and may refuse by throwing.
   *
   * @throws ProblemError `storage_unavailable` when that cannot be told just now
   */
  callerOf(text: string, beforeLookUp: () => void): Promise<Caller | null>;
}

export interface KeyAuthenticatorDeps extends Pick<CallersContext, 'documents'> {
  readonly directory: KeyDirectory;
  readonly lastUse: LastUse;
}

/** Keys in use at a time; others are proved by each request. */
const MAX_PROVED = 1_000;

interface Proved {
  /** As the directory had it then: another reading of it must be proved again. */
  readonly document: KeyDocument;
  readonly caller: Caller;
}

export function createKeyAuthenticator({ documents, directory, lastUse }: KeyAuthenticatorDeps): KeyAuthenticator {
  // Found by a hash that is seeded in this process: how long a look takes tells nothing of a key that is not there.
  const provedKeys = new LRUCache<string, Proved>({ max: MAX_PROVED });

  async function find(id: string, beforeLookUp: () => void): Promise<KeyDocument | null> {
    const remembered = directory.remembered(id);
    if (remembered !== undefined) {
      return remembered;
    }
    beforeLookUp();
    return await directory.find(id);
  }

  async function stands(id: string): Promise<boolean> {
    const document = await directory.find(id);
    return document !== null && isLive(document, documents.now());
  }

  return {
    proved(text) {
      const found = provedKeys.get(text);
      if (found === undefined) {
        return null;
      }
      const { document, caller } = found;
      if (directory.remembered(document.id) !== document || !isLive(document, documents.now())) {
        provedKeys.delete(text);
        return null;
      }
      lastUse.note(document);
      return caller;
    },
    async callerOf(text, beforeLookUp) {
      const key = parseApiKey(text);
      if (key === null) {
        return null;
      }
      const document = await find(key.id, beforeLookUp);
      const matches = matchesHash(key, document?.hash ?? null);
      if (document === null || !matches || !isLive(document, documents.now())) {
        return null;
      }
      lastUse.note(document);
      const caller = { ...callerOf(document), stands: () => stands(document.id) };
      provedKeys.set(text, { document, caller });
      return caller;
    },
  };
}

const callerOf = ({ caller, scopes, rate_limit }: KeyDocument): Caller => ({
  id: caller,
  kind: 'api_key',
  scopes: knownScopes(scopes),
  ...(rate_limit === null ? {} : { rateLimit: rate_limit }),
});
