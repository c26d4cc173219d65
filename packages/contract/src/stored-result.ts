import { z } from 'zod';
import { warningSchema } from './job.ts';
import { sourceSchema } from './post.ts';

/** A stored result as anybody may read it: nothing in it belongs to a caller. */
export const storedResultSchema = z.object({
  key: z.string(),
  source: sourceSchema.omit({ submitted_url: true }),
  /** Shaped by the profile that the key was made for. */
  result: z.record(z.string(), z.unknown()),
  warnings: z.array(warningSchema),
  created_at: z.iso.datetime(),
  /** Until then the result counts as fresh; afterwards a new job replaces it. */
  fresh_until: z.iso.datetime(),
});
export type StoredResult = z.infer<typeof storedResultSchema>;

export const findResultQuerySchema = z.object({
  url: z.string().trim().min(1).max(2048),
  language: z.string().trim().min(1).max(64).optional(),
  profile: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/)
    .optional(),
});
export type FindResultQuery = z.infer<typeof findResultQuerySchema>;

/** Hex SHA-256 of the readable key. */
export const resultKeySchema = z.string().regex(/^[0-9a-f]{64}$/);
