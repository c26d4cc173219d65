import { storedTime } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import type { CallersContext } from '../callers-context.ts';
import { type KeyDocument, keyPath } from './key-document.ts';

/** `last_used_at` is right to within this; it is there to find keys that nobody uses, not to follow their use. */
export const LAST_USE_EVERY_MS = 10 * 60_000;
const MAX_NOTED = 10_000;

export interface LastUse {
  /** Stores that the key is in use, at most once in a while, beside the request. Never throws. */
  note(key: KeyDocument): void;
}

export function createLastUse({ documents, clock, logger }: CallersContext): LastUse {
  const notedAt = new LRUCache<string, number>({ max: MAX_NOTED });

  async function store(id: string, nowMs: number): Promise<void> {
    try {
      // An update, so that a key which was deleted meanwhile does not come back as a document of one field.
      await documents.write([{ kind: 'update', path: keyPath(id), fields: { last_used_at: storedTime(nowMs) } }], {
        purpose: 'key_last_use',
      });
    } catch (error) {
      logger.debug('The last use of an API key could not be stored', { key_id: id, error });
    }
  }

  return {
    note({ id, last_used_at }) {
      const now = clock.now();
      const last = Math.max(notedAt.get(id) ?? 0, last_used_at ?? 0);
      if (now - last >= LAST_USE_EVERY_MS) {
        notedAt.set(id, now);
        void store(id, now);
      }
    },
  };
}
