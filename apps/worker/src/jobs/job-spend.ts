import type { Spent } from '@sets/jobs';

/** US dollars for what is no model's. */
export interface Prices {
  readonly scraperCreditUsd: number;
  /** For a GiB that is staged once and kept for its day. */
  readonly stagedGibUsd: number;
}

export interface JobSpend {
  /** The sum of this attempt's model calls so far, in US dollars. */
  models(usd: number): void;
  scraperCredit(): void;
  staged(bytes: number): void;
}

const GIB = 1_024 ** 3;

/**
 * Adds up what an attempt costs, on top of the attempts before. `onChange` hears of each change, with the whole sum, and
 * by how many US dollars it has grown.
 */
export function createJobSpend(
  earlier: Spent,
  prices: Prices,
  onChange: (spent: Spent, grownUsd: number) => void,
): JobSpend {
  let [modelsUsd, credits, bytes, toldUsd] = [0, 0, 0, 0];
  function tell(): void {
    const ownUsd = modelsUsd + credits * prices.scraperCreditUsd + (bytes / GIB) * prices.stagedGibUsd;
    const grownUsd = Math.max(0, ownUsd - toldUsd);
    toldUsd += grownUsd;
    onChange(
      {
        usd: earlier.usd + ownUsd,
        scraper_credits: earlier.scraper_credits + credits,
        staged_bytes: earlier.staged_bytes + bytes,
      },
      grownUsd,
    );
  }
  return {
    models(usd) {
      modelsUsd = usd;
      tell();
    },
    scraperCredit() {
      credits += 1;
      tell();
    },
    staged(more) {
      bytes += more;
      tell();
    },
  };
}
