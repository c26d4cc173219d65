import { attemptEndSchema, KEPT_ATTEMPTS, timingsSchema } from '@sets/contract';
import { type Fields, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';

/** One claim that is over. Written with the change that ends it, so that it costs no write of its own. */
export const attemptSchema = z.object({
  /** The job's at that claim. */
  epoch: z.number().int().positive(),
  region: z.string(),
  owner: z.string(),
  claimed_at: storedTimeSchema,
  /** Of a lost one, when its lease was renewed last. */
  ended_at: storedTimeSchema,
  end: attemptEndSchema.catch('unknown'),
  /** The problem that it met; of any catalogue. */
  code: z.string().nullable(),
  /** What the job had cost by then, over all attempts. */
  usd: z.number().nonnegative(),
  /** Its steps; those of the attempt that ended the job are the job's own. */
  timings_ms: timingsSchema,
});
export type Attempt = z.infer<typeof attemptSchema>;

export const encodeAttempt = (attempt: Attempt): Fields => ({
  ...attempt,
  claimed_at: storedTime(attempt.claimed_at),
  ended_at: storedTime(attempt.ended_at),
});

/** The latest, with one more. */
export const withAttempt = (attempts: readonly Attempt[], one: Attempt): Attempt[] =>
  [...attempts, one].slice(-KEPT_ATTEMPTS);
