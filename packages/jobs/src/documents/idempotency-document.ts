import { servedFromSchema } from '@sets/contract';
import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/** `idempotency/{hash}`: what answered a request that may be sent again. Nothing that its caller wrote is in it. */
export const idempotencyDocumentSchema = z.object({
  /** A hash of the whole request. */
  request: z.string(),
  /** Null for a batch, whose items have documents of their own. */
  view_id: z.string().nullable(),
  served_from: servedFromSchema.catch('new'),
  expires_at: storedTimeSchema,
});
export type IdempotencyDocument = z.infer<typeof idempotencyDocumentSchema>;
