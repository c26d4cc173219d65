import { documentPath, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/**
 * `feedback/{id}`: what somebody found wrong with a result, and that result, for the evaluation. It names no caller, and
 * is found by its post so that taking that down removes it. Saying it again about one job replaces it.
 */
export const feedbackDocumentSchema = z.object({
  platform: z.string(),
  content_id: z.string(),
  canonical_url: z.string(),
  profile: z.string(),
  language: z.string().nullable(),
  model: z.string().nullable(),
  /** What was shown: the result as JSON, or the problem's code. */
  shown: z.object({ result: z.string().nullable(), code: z.string().nullable() }),
  note: z.string().nullable(),
  created_at: storedTimeSchema,
  expires_at: storedTimeSchema,
});
export type FeedbackDocument = z.infer<typeof feedbackDocumentSchema>;

export const FEEDBACK = 'feedback';
export const feedbackPath = (id: string): string => documentPath(FEEDBACK, id);
