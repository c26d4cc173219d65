import { utcDay } from '@sets/clock';
import type { DocumentStore } from '@sets/store-kit';
import { CHARGES, payerMark } from '../documents/charge-document.ts';
import { JOBS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';

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
 * The day's sum over the jobs themselves, which no second account can contradict, and over what was kept of removed
 * ones. Two reads, and one more per thousand jobs.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function sumCharges(documents: DocumentStore, query: ChargesQuery): Promise<DayCharges> {
  const { payer, day } = query;
  const where = [...ofPayer(query), ['charge.day', '==', day] as const];
  const there = await documents.sumUp({ collection: JOBS, where }, 'charge.usd');
  const marked = payer === undefined ? [] : [['payer', '==', payerMark({ payer, day })] as const];
  // Afterwards: a job that is removed between both looks is counted twice rather than not at all.
  const removed = await documents.sumUp({ collection: CHARGES, where: [...marked, ['day', '==', day]] }, 'usd');
  return { jobs: there.count + removed.count, usd: there.sum + removed.sum };
}

/**
 * How many jobs have not ended yet: of today's, and of yesterday's while one of them can be left. Jobs of before there
 * were settlements are neither.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function countLive(
  { documents, policy }: Pick<JobsContext, 'documents' | 'policy'>,
  query: Pick<ChargesQuery, 'payer'>,
): Promise<number> {
  const nowMs = documents.now();
  const days = new Set([utcDay(nowMs), utcDay(nowMs - policy.deadlineMs)]);
  const counts = [...days].map((day) =>
    documents.count({
      collection: JOBS,
      where: [...ofPayer(query), ['charge.day', '==', day], ['charge.settled', '==', false]],
    }),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
