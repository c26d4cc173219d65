import { documentPath, type Fields, storedTime, storedTimeSchema } from '@sets/store-kit';
import { z } from 'zod';
import type { Payer } from './payer-of.ts';
import { startOfDay } from './utc-day.ts';

export const SPEND = 'spend';
/** The day itself, and a week to look back. */
export const SPEND_KEPT_DAYS = 8;
const KEPT_MS = SPEND_KEPT_DAYS * 24 * 3_600_000;

const shareSchema = z.object({ usd: z.number().nonnegative(), until: storedTimeSchema });

/**
 * `spend/{day}.{payer}`, and `spend/{day}` for all payers together: what instances have set aside of a day's budget and
 * not yet turned into jobs. What jobs cost stands in the jobs.
 */
export const spendDocumentSchema = z.object({
  /** UTC, `2026-11-26`. */
  day: z.string(),
  /** Null: all together. */
  payer: z.string().nullable(),
  /** By instance. One that is not renewed counts for nothing after its time, so a killed instance takes none along. */
  shares: z.record(z.string(), shareSchema).default({}),
  /** Answers from what was known, by the instance that gave them. */
  hits: z.record(z.string(), z.number().int().nonnegative()).default({}),
  expires_at: storedTimeSchema,
});
export type SpendDocument = z.infer<typeof spendDocumentSchema>;

export type Shares = SpendDocument['shares'];

export const spendPath = (day: string, payer: Payer | null): string =>
  documentPath(SPEND, payer === null ? day : `${day}.${payer}`);

/** What every write of such a document says of it. */
export const spendFields = (day: string, payer: Payer | null): Fields => ({
  day,
  payer,
  expires_at: storedTime(startOfDay(day) + KEPT_MS),
});

export const encodeShares = (shares: Shares): Fields =>
  Object.fromEntries(
    Object.entries(shares).map(([instance, { usd, until }]) => [instance, { usd, until: storedTime(until) }]),
  );
