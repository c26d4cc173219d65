import { createHash } from 'node:crypto';
import { Timestamp } from '@google-cloud/firestore';
import { type ContentRef, contentRefSchema } from '@sets/contract';
import { readDocument, serverNow, withTimeout } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import { linkDocumentSchema } from '../documents.ts';
import type { JobsContext } from '../store/jobs-context.ts';

/** A short link never changes its target, a file may; both are asked again after a day. */
const REMEMBERED_MS = 24 * 3_600_000;
const MEMORY_ENTRIES = 10_000;

/** Where links lead that had to be asked for: in memory, else `links/{hash}`. Never fails a submit. */
export interface LinkMemory {
  recall(link: string): Promise<ContentRef | null>;
  remember(link: string, ref: ContentRef): Promise<void>;
}

export function createLinkMemory(context: JobsContext): LinkMemory {
  const { firestore, policy, clock, logger } = context;
  const memory = new LRUCache<string, { ref: ContentRef; expiresAt: number }>({ max: MEMORY_ENTRIES });
  const documentOf = (link: string) =>
    firestore.collection('links').doc(createHash('sha256').update(link).digest('hex'));

  return {
    async recall(link) {
      const held = memory.get(link);
      if (held !== undefined && serverNow(context) < held.expiresAt) {
        return held.ref;
      }
      try {
        const parsed = linkDocumentSchema.safeParse((await readDocument(context, documentOf(link))).data());
        if (!parsed.success || parsed.data.expires_at <= serverNow(context)) {
          return null;
        }
        const ref = contentRefSchema.parse(parsed.data);
        memory.set(link, { ref, expiresAt: parsed.data.expires_at });
        return ref;
      } catch (error) {
        logger.warn('A remembered link could not be read', { error });
        return null;
      }
    },
    async remember(link, ref) {
      const expiresAt = serverNow(context) + REMEMBERED_MS;
      memory.set(link, { ref, expiresAt });
      try {
        const document = { url: link, ...ref, expires_at: Timestamp.fromMillis(expiresAt) };
        await withTimeout(documentOf(link).set(document), policy.storeTimeoutMs, clock);
      } catch (error) {
        logger.warn('A link could not be remembered', { error });
      }
    },
  };
}
