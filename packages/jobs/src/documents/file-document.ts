import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/** `files/{hash}`: which result was read, or is being read, from these bytes. It names no link and nobody. */
export const fileDocumentSchema = z.object({
  /** Id of the `results` document. */
  key: z.string(),
  /** Whoever reads the file. */
  job_id: z.string(),
  /** How long others wait for it. */
  until: storedTimeSchema,
  expires_at: storedTimeSchema,
});
