/** A product such as 0.55 * 100 comes out a little above the rank that is meant. */
const ROUNDING = 1e-9;

/**
 * The quantile of an exact sample, by nearest rank: the smallest value that at least the share `q` (0 to 1) of the
 * sample does not exceed. Always a value that was seen, so a few samples are not made to look like many. Null when
 * there is none.
 *
 * @throws {RangeError} when `q` is not from 0 to 1.
 */
export const quantile = (values: readonly number[], q: number): number | null =>
  quantileOfSorted(Float64Array.from(values).sort(), q);

/** As `quantile`, for values in ascending order. */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number | null {
  if (!(q >= 0 && q <= 1)) {
    throw new RangeError(`a quantile lies from 0 to 1, not at ${q}`);
  }
  return sorted[Math.max(0, Math.ceil(q * sorted.length - ROUNDING) - 1)] ?? null;
}
