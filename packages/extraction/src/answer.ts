import { z } from 'zod';

/**
 * What every profile's model answer looks like: `result` is the profile's own schema.
 * `found: false` means that the post holds nothing of the profile's kind; `result` is then null.
 */
export const answerSchema = <T extends z.ZodType>(resultSchema: T) =>
  z.object({
    found: z.boolean(),
    language: z.string().max(35).nullable().describe('BCP 47 tag of the language of the post.'),
    result: resultSchema.nullable(),
  });
