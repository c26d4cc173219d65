import { createHash } from 'node:crypto';
import { type ContentRef, contentRefSchema } from '@sets/contract';
import { decode, documentPath, storedTime } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import { linkDocumentSchema } from '../documents/link-document.ts';
import { LINKS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';

/** A short link never changes its target, a file may; both are asked again after a day. */
const REMEMBERED_MS = 24 * 3_600_000;
const MEMORY_ENTRIES = 10_000;

/** Where links lead that had to be asked for: in memory, else `links/{hash}`. Never fails a submit. */
export interface LinkMemory {
  /** What this instance itself remembers. */
  held(link: string): ContentRef | null;
  recall(link: string): Promise<ContentRef | null>;
  remember(link: string, ref: ContentRef): Promise<void>;
}

const linkPath = (link: string): string => documentPath(LINKS, createHash('sha256').update(link).digest('hex'));

export function createLinkMemory({ documents, logger }: Pick<JobsContext, 'documents' | 'logger'>): LinkMemory {
  const memory = new LRUCache<string, { ref: ContentRef; expiresAt: number }>({ max: MEMORY_ENTRIES });

  async function read(link: string): Promise<ContentRef | null> {
    const stored = decode(await documents.read(linkPath(link)), linkDocumentSchema);
    if (stored === null || stored.expires_at <= documents.now()) {
      return null;
    }
    const ref = contentRefSchema.parse(stored);
    memory.set(link, { ref, expiresAt: stored.expires_at });
    return ref;
  }

  function held(link: string): ContentRef | null {
    const found = memory.get(link);
    return found !== undefined && documents.now() < found.expiresAt ? found.ref : null;
  }

  return {
    held,
    async recall(link) {
      try {
        return held(link) ?? (await read(link));
      } catch (error) {
        logger.warn('A remembered link could not be read', { error });
        return null;
      }
    },
    async remember(link, ref) {
      const expiresAt = documents.now() + REMEMBERED_MS;
      memory.set(link, { ref, expiresAt });
      const fields = { url: link, ...ref, expires_at: storedTime(expiresAt) };
      try {
        await documents.write([{ kind: 'replace', path: linkPath(link), fields }], { purpose: 'remember_link' });
      } catch (error) {
        logger.warn('A link could not be remembered', { error });
      }
    },
  };
}
