import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import { metadataSchema } from './stored-parts.ts';

/** `members/{m}`: someone who joined a job that was made for another, and what is only for its eyes. */
export const memberDocumentSchema = z.object({
  job_id: z.string(),
  caller: z.string(),
  metadata: metadataSchema.nullable(),
  /** Of the request that joined: the caller's own word, or one of ours. */
  request_id: z.string().nullable().default(null),
  submitted_url: z.string(),
  /** The webhook endpoint of `caller` that is told of the job. */
  webhook: z.string().nullable().default(null),
  /** Null without a wish. */
  deadline_at: storedTimeSchema.nullable(),
  /** Whether it still wants the job to go on. */
  waiting: z.boolean(),
  joined_at: storedTimeSchema,
  left_at: storedTimeSchema.nullable(),
  expires_at: storedTimeSchema,
});

/** A member as everything here works on it; its id is that of its document and not stored again. */
export type Member = z.infer<typeof memberDocumentSchema> & { readonly id: string };
