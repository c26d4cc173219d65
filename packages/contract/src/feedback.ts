import { z } from 'zod';

export const feedbackRequestSchema = z
  .strictObject({
    verdict: z.literal('wrong').describe('That the result, or the problem, is not what the post shows.'),
    note: z.string().trim().min(1).max(2_000).optional().describe('What is wrong; stored for the evaluation.'),
  })
  .meta({ id: 'FeedbackRequest' });

/** Feedback that operators are shown, the latest first. */
export const FEEDBACK_ENTRIES = 200;

export const opsFeedbackPageSchema = z
  .object({
    entries: z.array(
      z.object({
        platform: z.string(),
        content_id: z.string(),
        canonical_url: z.string(),
        profile: z.string(),
        language: z.string().nullable(),
        model: z.string().nullable(),
        result: z.unknown().describe('What was shown; null where it was a problem.'),
        code: z.string().nullable(),
        note: z.string().nullable(),
        created_at: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'OpsFeedbackPage', description: 'What people found wrong, with what they were shown.' });
