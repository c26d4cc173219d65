import { type Clock, createRememberedLook, utcDay } from '@sets/clock';
import { ProblemError, REFRESH_CALLER } from '@sets/contract';
import type { Logger, Metrics } from '@sets/service-kit';
import { decode, decodeReadable, type Store } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import { createDayBudget, type DayBudget } from './day-budget.ts';
import { createHitCounts } from './hit-counts.ts';
import { createLiveJobs } from './live-jobs.ts';
import type { Payer } from './payer-of.ts';
import { SPEND, spendDocumentSchema, spendFields, spendPath } from './spend-document.ts';

/** What a job counts for while it lives. */
export interface JobCharge {
  readonly payer: Payer;
  readonly day: string;
  readonly usd: number;
  readonly settled: false;
}

/** Where jobs and what they cost are kept. */
export interface ChargedJobs {
  sum(query: {
    readonly day: string;
    readonly payer?: Payer;
  }): Promise<{ readonly jobs: number; readonly usd: number }>;
  live(query: { readonly payer?: Payer }): Promise<number>;
}

export interface SpendLimits {
  /** US dollars per UTC day; 0: without bound. */
  readonly callerUsd: number;
  readonly totalUsd: number;
  /** What a job reserves until it has ended. */
  readonly jobUsd: number;
  /** Jobs that one payer may have under way; 0: without bound. */
  readonly liveJobs: number;
}

/** A payer's UTC day so far. Live jobs count with their reserve. */
export interface DayUsage {
  readonly day: string;
  readonly spentUsd: number;
  readonly jobs: number;
  readonly liveJobs: number;
  readonly hits: number;
}

export interface TotalUsage {
  readonly day: string;
  readonly spentUsd: number;
  readonly jobs: number;
  /** No job can be paid any more today. */
  readonly usedUp: boolean;
}

export interface Spend {
  readonly limits: SpendLimits;
  /**
   * Lets one more job be made for that payer. Whoever was let in says with `landed` that the job is made, or will not be.
   *
   * @throws ProblemError `too_many_jobs`, `budget_exhausted`, `storage_unavailable`
   */
  charge(payer: Payer): Promise<JobCharge>;
  landed(payer: Payer): void;
  /**
   * Lets a job be made that nobody has asked for: it takes from the budget of all callers alone, and lands for its payer.
   *
   * @throws ProblemError `budget_exhausted`, `storage_unavailable`
   */
  chargeRefresh(): Promise<JobCharge>;
  countHit(payer: Payer): void;
  /** @throws ProblemError `storage_unavailable` */
  usage(payer: Payer): Promise<DayUsage>;
  /** At most a few seconds old. */
  total(): Promise<TotalUsage>;
  /** The day's payers, whoever spent most first. */
  payers(limit: number): Promise<readonly (DayUsage & { readonly payer: Payer })[]>;
  flush(): Promise<void>;
  /** Gives shares back and stores what was counted. */
  stop(): Promise<void>;
}

export interface SpendOptions {
  readonly store: Pick<Store, 'documents'>;
  readonly instance: string;
  readonly jobs: ChargedJobs;
  readonly limits: SpendLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'counter' | 'gauge'>;
}

const MAX_PAYERS = 10_000;
const TOTAL_KEEP_MS = 10_000;

/** What jobs may cost, and what they have cost: per payer and in all, by the UTC day. */
export function createSpend({ store, instance, jobs, limits, clock, logger, metrics }: SpendOptions): Spend {
  const { documents } = store;
  const { jobUsd } = limits;
  const today = (): string => utcDay(documents.now());
  const hits = createHitCounts({ documents, instance, clock, logger });
  const live = createLiveJobs({
    ...{ clock, limit: limits.liveJobs },
    count: (payer) => jobs.live({ payer }),
  });
  const budgetOf = (payer: Payer | null, limitUsd: number): DayBudget =>
    createDayBudget({
      ...{ documents, instance, payer, limitUsd, jobUsd },
      charged: async (day) => (await jobs.sum(payer === null ? { day } : { day, payer })).usd,
    });
  const budgets = new LRUCache<Payer, DayBudget>({ max: MAX_PAYERS });
  const all = budgetOf(null, limits.totalUsd);
  const noted = new LRUCache<string, true>({ max: MAX_PAYERS });

  const refusals = metrics.counter<'reason'>({
    name: 'sets_spend_refusals_total',
    help: 'Jobs that were not made: the budget of a caller or of all was used up, or a caller had too many under way.',
    labels: ['reason'],
  });
  /** Nobody need ask on the next day for it to be over. */
  let usedUpOn: string | null = null;
  metrics.gauge({
    name: 'sets_budget_used_up',
    help: '1 while the budget of all callers is used up for today.',
    read: () => (usedUpOn === today() ? 1 : 0),
  });

  function noteTotal(isUsedUp: boolean, day: string): void {
    if (isUsedUp && usedUpOn !== day) {
      logger.error('The budget of all callers is used up for today', { limit_usd: limits.totalUsd, day });
    }
    usedUpOn = isUsedUp ? day : null;
  }

  async function refusing<T>(reason: string, admit: () => Promise<T>): Promise<T> {
    try {
      return await admit();
    } catch (error) {
      if (error instanceof ProblemError && (error.code === 'budget_exhausted' || error.code === 'too_many_jobs')) {
        refusals.increment({ reason });
        if (reason === 'total') {
          noteTotal(true, today());
        }
      }
      throw error;
    }
  }

  /** Operators see payers by their documents; where there is no budget nobody else writes one. */
  function note(day: string, payer: Payer): void {
    const path = spendPath(day, payer);
    if (limits.callerUsd > 0 || noted.has(path)) {
      return;
    }
    noted.set(path, true);
    documents
      .write([{ kind: 'merge', path, fields: spendFields(day, payer) }], { purpose: 'note_payer' })
      .catch((error: unknown) => logger.debug('A payer could not be noted', { error }));
  }

  function budgetFor(payer: Payer): DayBudget {
    const known = budgets.get(payer) ?? budgetOf(payer, limits.callerUsd);
    budgets.set(payer, known);
    return known;
  }

  const usageOf = async (payer: Payer, day: string, counted: Readonly<Record<string, number>>): Promise<DayUsage> => {
    const [{ usd, jobs: made }, liveJobs] = await Promise.all([jobs.sum({ day, payer }), jobs.live({ payer })]);
    const answered = Object.values(counted).reduce((sum, count) => sum + count, 0);
    return { day, spentUsd: usd, jobs: made, liveJobs, hits: answered };
  };

  const total = createRememberedLook<TotalUsage>({
    clock,
    keepMs: TOTAL_KEEP_MS,
    keepFailedMs: 1_000,
    async look() {
      const day = today();
      const { usd, jobs: made } = await jobs.sum({ day });
      const isUsedUp = limits.totalUsd > 0 && usd + jobUsd > limits.totalUsd;
      noteTotal(isUsedUp, day);
      return { day, spentUsd: usd, jobs: made, usedUp: isUsedUp };
    },
  });

  return {
    limits,
    async charge(payer) {
      const day = today();
      await refusing('live_jobs', () => live.admit(payer));
      await refusing('caller', () => budgetFor(payer).takeForJob());
      try {
        await refusing('total', () => all.takeForJob());
      } catch (error) {
        budgetFor(payer).landed();
        throw error;
      }
      note(day, payer);
      return { payer, day, usd: jobUsd, settled: false };
    },
    async chargeRefresh() {
      const day = today();
      await refusing('total', () => all.takeForJob());
      note(day, REFRESH_CALLER);
      return { payer: REFRESH_CALLER, day, usd: jobUsd, settled: false };
    },
    landed(payer) {
      budgetFor(payer).landed();
      all.landed();
    },
    countHit: hits.count,
    async usage(payer) {
      const day = today();
      const stored = decode(await documents.read(spendPath(day, payer)), spendDocumentSchema);
      return await usageOf(payer, day, stored?.hits ?? {});
    },
    total: total.look,
    async payers(limit) {
      const day = today();
      const found = await documents.find({ collection: SPEND, where: [['day', '==', day]], limit });
      const known = decodeReadable(found.documents, spendDocumentSchema).flatMap(({ payer, hits: counted }) =>
        payer === null ? [] : [{ payer, counted }],
      );
      const usages = await Promise.all(
        known.map(async ({ payer, counted }) => ({ payer, ...(await usageOf(payer, day, counted)) })),
      );
      return usages.toSorted((one, other) => other.spentUsd - one.spentUsd);
    },
    flush: hits.flush,
    async stop() {
      await Promise.all([hits.stop(), all.release(), ...[...budgets.values()].map((budget) => budget.release())]);
    },
  };
}
