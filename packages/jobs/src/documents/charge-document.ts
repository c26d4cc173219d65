import { createHash } from 'node:crypto';
import { DAY_MS, utcDay } from '@sets/clock';
import { documentPath, storedTime, type Write } from '@sets/store-kit';
import type { Charge } from './charge.ts';

/** `charges/{job id}`: what a job that was removed before its day was over goes on to count for. Nothing else is in it. */
interface ChargeDocument {
  /** See `payerMark`. */
  readonly payer: string;
  readonly day: string;
  readonly usd: number;
  readonly expires_at: ReturnType<typeof storedTime>;
}

export const CHARGES = 'charges';

/** Stands for a payer on one day: whoever knows the name finds it, and nobody reads the name from it. */
export const payerMark = ({ payer, day }: { readonly payer: string; readonly day: string }): string =>
  createHash('sha256').update(`${day}\n${payer}`).digest('base64url');

/**
 * Belongs into the commit that takes the charge out of its job: else removing jobs would give the day's budget back.
 * None for a day that is over. The same again when that commit is tried again.
 */
export function chargeKept(jobId: string, charge: Charge | null, nowMs: number): readonly Write[] {
  if (charge === null || charge.day < utcDay(nowMs)) {
    return [];
  }
  const { payer, day, usd } = charge;
  const expiresAt = storedTime(Date.parse(`${day}T00:00:00Z`) + 2 * DAY_MS);
  const fields: ChargeDocument = { payer: payerMark({ payer, day }), day, usd, expires_at: expiresAt };
  return [{ kind: 'replace', path: documentPath(CHARGES, jobId), fields: { ...fields } }];
}
