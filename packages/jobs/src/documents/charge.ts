import { z } from 'zod';

/** What a job has cost so far, over all attempts. */
export const spentSchema = z.object({
  /** US dollars for all of it; a model without a known price at a stated upper one. */
  usd: z.number().nonnegative(),
  scraper_credits: z.number().int().nonnegative(),
  staged_bytes: z.number().int().nonnegative(),
});
export type Spent = z.infer<typeof spentSchema>;

export const NOTHING_SPENT: Spent = Object.freeze({ usd: 0, scraper_credits: 0, staged_bytes: 0 });

/**
 * What a job counts for in its payer's day: the reserve while it lives, what it really cost once it has ended. It stands
 * in the job and is settled in the job's own last commit, so that nothing is counted twice or forgotten. Whoever removes
 * a job before its day is over keeps what it cost: see `chargeKept`.
 */
export const chargeSchema = z.object({
  /** Opaque; whose budget it is. */
  payer: z.string(),
  /** UTC, `2026-11-26`: of the job's acceptance, whenever it ends. */
  day: z.string(),
  usd: z.number().nonnegative(),
  settled: z.boolean(),
});
export type Charge = z.infer<typeof chargeSchema>;

/** Never less than the reserve: what else a running job may cost is not known. */
export const runningCharge = (charge: Charge | null, { usd }: Spent): Charge | null =>
  charge === null ? null : { ...charge, usd: Math.max(charge.usd, usd) };

export const settledCharge = (charge: Charge | null, { usd }: Spent): Charge | null =>
  charge === null ? null : { ...charge, usd, settled: true };

/**
 * Of a job that is ended while somebody works on it: as if it ran on, since its owner has begun what nobody hears of
 * any more. Else whoever cancels in time would have that for nothing.
 */
export function cutOffCharge(charge: Charge | null, spent: Spent): Charge | null {
  const running = runningCharge(charge, spent);
  return running === null ? null : { ...running, settled: true };
}
