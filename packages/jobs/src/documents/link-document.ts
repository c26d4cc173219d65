import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/** `links/{hash}`: where a short link leads. */
export const linkDocumentSchema = z.object({
  url: z.string(),
  platform: z.string(),
  content_id: z.string(),
  kind: z.string(),
  canonical_url: z.string(),
  expires_at: storedTimeSchema,
});
