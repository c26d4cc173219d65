import { sourceSchema, timingsSchema, usageSchema, warningSchema } from '@sets/contract';
import { storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import { publicSource } from '../results/public-source.ts';
import { payloadSchema, storedErrorSchema } from './stored-parts.ts';

/** What names a result: one post, read by one version of one profile, in one language. */
export const resultKeyPartsSchema = z.object({
  profile: z.string(),
  version: z.string(),
  platform: z.string(),
  content_id: z.string(),
  /** Normalised; null where the caller did not ask for one. */
  language: z.string().nullable(),
});
export type ResultKeyParts = z.infer<typeof resultKeyPartsSchema>;

export const keyPartsIn = ({ profile, version, platform, content_id, language }: ResultKeyParts): ResultKeyParts => ({
  ...{ profile, version, platform, content_id, language },
});

/** What is known of a post: a result, or the problem that makes one impossible for a while. */
export const resultValueSchema = z.object({
  kind: z.enum(['ready', 'negative']),
  job_id: z.string(),
  result: payloadSchema.nullable(),
  error: storedErrorSchema.nullable(),
  warnings: z.array(warningSchema),
  /** Earlier releases stored the whole address of a direct file. */
  source: sourceSchema.transform(publicSource),
  evidence: payloadSchema.nullable(),
  usage: usageSchema.nullable(),
  timings_ms: timingsSchema,
  attempt: z.number().int().positive(),
  /** When the job that produced it was accepted, and when it ended. */
  accepted_at: storedTimeSchema,
  created_at: storedTimeSchema,
  /** Served as it is until then; afterwards only while the upstreams are out. */
  fresh_until: storedTimeSchema,
  expires_at: storedTimeSchema,
});
export type ResultValue = z.infer<typeof resultValueSchema>;

export const flightSchema = z.object({ job_id: z.string(), until: storedTimeSchema });

/** `results/{key}`: what is known and, independent of it, which job is finding out. */
export const resultDocumentSchema = resultKeyPartsSchema.extend({
  value: resultValueSchema.optional(),
  flight: flightSchema.optional(),
  /** The last refresh of a good value failed; the value is served, stale if need be, until then. */
  refresh_failed: z.object({ code: z.string(), until: storedTimeSchema }).optional(),
  /** Work on the post has begun or ended not long ago; nobody forces more of it before then. */
  force_after: storedTimeSchema.optional(),
  expires_at: storedTimeSchema,
});
export type ResultDocument = z.infer<typeof resultDocumentSchema>;
