import type { Caller } from '@sets/service-kit';
import type { CallersContext } from '../callers-context.ts';
import { matchesHash, parseApiKey } from './api-key.ts';
import type { KeyDirectory } from './key-directory.ts';
import { isLive, type KeyDocument, knownScopes } from './key-document.ts';
import type { LastUse } from './last-use.ts';

export interface KeyAuthenticator {
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

export function createKeyAuthenticator({ documents, directory, lastUse }: KeyAuthenticatorDeps): KeyAuthenticator {
  async function find(id: string, beforeLookUp: () => void): Promise<KeyDocument | null> {
    const remembered = directory.remembered(id);
    if (remembered !== undefined) {
      return remembered;
    }
    beforeLookUp();
    return await directory.find(id);
  }

  return {
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
      return callerOf(document);
    },
  };
}

const callerOf = ({ caller, scopes, rate_limit }: KeyDocument): Caller => ({
  id: caller,
  kind: 'api_key',
  scopes: knownScopes(scopes),
  ...(rate_limit === null ? {} : { rateLimit: rate_limit }),
});
