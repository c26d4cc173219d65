import type { DocumentStore } from '@sets/store-kit';
import { JOBS } from '../documents/paths.ts';

/** What was charged on one UTC day. */
export interface DayCharges {
  /** Jobs accepted on that day. */
  readonly jobs: number;
  /** US dollars: what ended jobs cost and what live ones have reserved. */
  readonly usd: number;
}

export interface ChargesQuery {
  /** UTC, `2026-11-26`. */
  readonly day: string;
  /** Everybody when absent. */
  readonly payer?: string;
}

const ofPayer = ({ payer }: Pick<ChargesQuery, 'payer'>) =>
  payer === undefined ? [] : [['charge.payer', '==', payer] as const];

/**
 * The day's sum over the jobs themselves, which no second account can contradict. One read per thousand jobs.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function sumCharges(documents: DocumentStore, query: ChargesQuery): Promise<DayCharges> {
  const where = [...ofPayer(query), ['charge.day', '==', query.day] as const];
  const { count, sum } = await documents.sumUp({ collection: JOBS, where }, 'charge.usd');
  return { jobs: count, usd: sum };
}

/**
 * How many of the day's jobs have not ended yet.
 *
 * @throws ProblemError `storage_unavailable`
 */
export const countLive = (documents: DocumentStore, query: ChargesQuery): Promise<number> =>
  documents.count({
    collection: JOBS,
    where: [...ofPayer(query), ['charge.day', '==', query.day], ['charge.settled', '==', false]],
  });
