import { createHash } from 'node:crypto';
import { documentPath, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

export interface PostRef {
  readonly platform: string;
  readonly contentId: string;
}

/** `blocks/{hash}`: what an operator decided about a post. It stays: who allows a post again says so in the same document. */
export const blockDocumentSchema = z.object({
  platform: z.string(),
  content_id: z.string(),
  blocked: z.boolean(),
  /** Of bytes: the id of the block of the post that was taken down with them, last; they are allowed again with it. */
  of: z.string().nullable().default(null),
  at: storedTimeSchema,
  by: z.string(),
});

export const BLOCKS = 'blocks';

/** Hashed: a content id is a stranger's word, and of a file it is a whole address. */
export const blockIdOf = ({ platform, contentId }: PostRef): string =>
  createHash('sha256').update(`${platform}\n${contentId}`).digest('hex');

export const blockPath = (post: PostRef): string => documentPath(BLOCKS, blockIdOf(post));
