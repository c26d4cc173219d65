import { documentPath, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import type { PostRef } from './block-document.ts';

/** `file_uses/{key of a result}`: which bytes a direct link led to. It names no link beyond the post's id, and nobody. */
export const fileUseDocumentSchema = z.object({
  platform: z.string(),
  content_id: z.string(),
  /** SHA-256 of the bytes, in hex. */
  sha256: z.string(),
  expires_at: storedTimeSchema,
});

export const FILE_USES = 'file_uses';

/** One post has one for each language and profile that it was read in. */
export const fileUsePath = (key: string): string => documentPath(FILE_USES, key);

const BYTES = 'bytes';

/** The bytes themselves, as a post that is taken down: whatever link leads to them. */
export const bytesRef = (sha256: string): PostRef => ({ platform: BYTES, contentId: sha256 });

/** Null for a post that has a link. */
export const sha256In = ({ platform, contentId }: PostRef): string | null => (platform === BYTES ? contentId : null);
