export interface Tally {
  /** Expected and given. */
  readonly hits: number;
  /** Given, but not expected. */
  readonly extras: number;
  /** Expected, but not given. */
  readonly misses: number;
}

export const NO_TALLY: Tally = { hits: 0, extras: 0, misses: 0 };

/** One comparison; what is wrong is an extra and a miss. */
export function compare(isExpected: boolean, isGiven: boolean, isEqual: boolean): Tally {
  const isHit = isExpected && isGiven && isEqual;
  return { hits: Number(isHit), extras: Number(isGiven && !isHit), misses: Number(isExpected && !isHit) };
}

export const addTallies = (tallies: Iterable<Tally>): Tally =>
  [...tallies].reduce(
    (sum, one) => ({ hits: sum.hits + one.hits, extras: sum.extras + one.extras, misses: sum.misses + one.misses }),
    NO_TALLY,
  );

/** Null where nothing was given. */
export const precisionOf = ({ hits, extras }: Tally): number | null => share(hits, extras);

/** Null where nothing was expected. */
export const recallOf = ({ hits, misses }: Tally): number | null => share(hits, misses);

const share = (hits: number, others: number): number | null => (hits + others === 0 ? null : hits / (hits + others));
