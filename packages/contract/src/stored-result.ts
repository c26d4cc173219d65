import { z } from 'zod';
import { resultPayloadSchema, resultQueryShape, warningSchema } from './job.ts';
import { sourceSchema } from './post.ts';

/** A stored result as anybody may read it: nothing in it belongs to a caller. */
export const storedResultSchema = z
  .object({
    key: z.string(),
    source: sourceSchema.omit({ submitted_url: true }),
    result: resultPayloadSchema,
    warnings: z.array(warningSchema),
    created_at: z.iso.datetime(),
    fresh_until: z.iso.datetime().describe('Until then it counts as fresh; afterwards a new job replaces it.'),
  })
  .meta({ id: 'StoredResult' });
export type StoredResult = z.infer<typeof storedResultSchema>;

export const findResultQuerySchema = z.strictObject(resultQueryShape);
export type FindResultQuery = z.infer<typeof findResultQuerySchema>;

export const resultKeySchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({
    description: 'The key of a result: hex SHA-256 of post, profile, version and language.',
    examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  });
