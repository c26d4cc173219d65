import { createSingleFlight, type SingleFlight, utcDay } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import type { DocumentStore } from '@sets/store-kit';
import { changeSpend } from './change-spend.ts';
import type { Payer } from './payer-of.ts';
import { encodeShares, type Shares } from './spend-document.ts';
import { secondsLeft } from './utc-day.ts';

/** A share that is not renewed for so long is nobody's. Long beside a commit, short beside a day. */
const SHARE_MS = 60_000;
/** Of the day's budget: what an instance may take at once. */
const SHARE_PART = 0.02;
/** A budget that was found used up is looked at again after this: jobs that end may cost less than they reserved. */
const REFUSED_MS = 2_000;

export interface DayBudgetOptions {
  readonly documents: DocumentStore;
  readonly instance: string;
  /** Null: all payers together. */
  readonly payer: Payer | null;
  /** US dollars per UTC day; 0: without bound. */
  readonly limitUsd: number;
  /** What one job takes. */
  readonly jobUsd: number;
  /** What the day's jobs have cost or reserved, in US dollars. */
  readonly charged: (day: string) => Promise<number>;
}

export interface DayBudget {
  /**
   * Takes what one job may cost, from this instance's share as long as that lasts.
   *
   * @throws ProblemError `budget_exhausted` until midnight UTC, `storage_unavailable`
   */
  takeForJob(): Promise<void>;
  /** That job stands in the store, or was not made: what it took is no longer under way. */
  landed(): void;
  /** Gives back what is left of the share, so that others need not wait for its end. Never throws. */
  release(): Promise<void>;
}

interface Share {
  readonly day: string;
  readonly until: number;
  left: number;
}

/**
 * One payer's budget of the day, as one instance spends it. A share is set aside by a commit that nobody else may come
 * before, from what jobs cost and what others have set aside; jobs are then made from it without a further write, each
 * carrying its own charge.
 */
export function createDayBudget(options: DayBudgetOptions): DayBudget {
  const { documents, instance, payer, limitUsd, jobUsd, charged } = options;
  const flights: SingleFlight<string, Share | null> = createSingleFlight();
  const shareUsd = Math.max(jobUsd, limitUsd * SHARE_PART);
  let share: Share | null = null;
  /** Of that day alone: with the next one begins a new budget. */
  let refused = { day: '', until: 0 };
  /** Jobs that were let in and may not be seen in `charged` yet. */
  let underway = 0;

  async function setAside(day: string): Promise<Share | null> {
    return await changeSpend<Share | null>(documents, {
      ...{ purpose: 'take_share', day, payer },
      async change({ shares, nowMs }) {
        const others = othersOf(shares, instance, nowMs);
        // Summed after the document is read: whoever takes a share meanwhile changes it, and all this is done again.
        const unseenUsd = underway * jobUsd;
        const free = limitUsd - (await charged(day)) - total(others) - unseenUsd;
        const usd = Math.min(shareUsd, free);
        if (usd < jobUsd - ROUNDING) {
          return { value: null, fields: null };
        }
        const until = nowMs + SHARE_MS;
        const fields = { shares: encodeShares({ ...others, [instance]: { usd: usd + unseenUsd, until } }) };
        return { value: { day, until, left: usd }, fields };
      },
    });
  }

  function takeFrom(held: Share | null, day: string): boolean {
    if (held === null || held.day !== day || documents.now() >= held.until || held.left < jobUsd - ROUNDING) {
      return false;
    }
    held.left -= jobUsd;
    underway += 1;
    return true;
  }

  async function renewed(day: string): Promise<Share | null> {
    return await flights.run(day, async () => {
      share = await setAside(day);
      refused = { day, until: share === null ? documents.now() + REFUSED_MS : 0 };
      return share;
    });
  }

  return {
    async takeForJob() {
      if (limitUsd === 0) {
        return;
      }
      const day = utcDay(documents.now());
      while (!takeFrom(share, day)) {
        const isRefused = refused.day === day && documents.now() < refused.until;
        if (isRefused || (await renewed(day)) === null) {
          throw exhausted(payer, documents.now());
        }
      }
    },
    landed() {
      underway = Math.max(0, underway - 1);
    },
    async release() {
      const held = share;
      share = null;
      if (held === null || documents.now() >= held.until) {
        return;
      }
      await changeSpend(documents, {
        ...{ purpose: 'give_share_back', day: held.day, payer },
        change: async ({ shares, nowMs }) => ({
          value: null,
          fields: { shares: encodeShares(othersOf(shares, instance, nowMs)) },
        }),
        // Nobody else may have it before its time; that is all it costs.
      }).catch(() => {});
    },
  };
}

/** Dollars: sums of binary fractions are off by less. */
const ROUNDING = 1e-9;

const othersOf = (shares: Shares, instance: string, nowMs: number): Shares =>
  Object.fromEntries(Object.entries(shares).filter(([name, { until }]) => name !== instance && nowMs < until));

const total = (shares: Shares): number => Object.values(shares).reduce((sum, { usd }) => sum + usd, 0);

function exhausted(payer: Payer | null, nowMs: number): ProblemError {
  const whose = payer === null ? 'It is that of the whole service.' : 'It is your own.';
  return new ProblemError('budget_exhausted', { detail: whose, retryAfterS: secondsLeft(nowMs) });
}
