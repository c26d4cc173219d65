import { servedFromSchema } from '@sets/contract';
import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/** `idempotency/{hash}`: what answered a request that may be sent again. Of its caller it holds the id alone. */
export const idempotencyDocumentSchema = z.object({
  /** A hash of the whole request. */
  request: z.string(),
  /** Of a batch, whose items have documents of their own, a mark of who began it; earlier releases stored null. */
  view_id: z.string().nullable(),
  served_from: servedFromSchema.catch('new'),
  /** Whose request it was, so that it goes when its caller is forgotten; earlier releases stored none. */
  caller: z.string().optional(),
  expires_at: storedTimeSchema,
});
export type IdempotencyDocument = z.infer<typeof idempotencyDocumentSchema>;
