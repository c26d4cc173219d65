import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import { metadataSchema } from './stored-parts.ts';

/** `jobs/{id}/members/{m}`: another caller who waits for the job and has something to be told. */
export const memberDocumentSchema = z.object({
  caller: z.string(),
  metadata: metadataSchema.nullable(),
  joined_at: storedTimeSchema,
  expires_at: storedTimeSchema,
});
export type MemberDocument = z.infer<typeof memberDocumentSchema>;
