/**
 * The smallest of the values that `q` of them do not exceed (nearest rank), so it is always one that was measured.
 * Null without values.
 *
 * @throws {RangeError} when `q` is not from 0 to 1.
 */
export function quantile(values: readonly number[], q: number): number | null {
  if (!(q >= 0 && q <= 1)) {
    throw new RangeError(`a quantile lies from 0 to 1, not at ${q}`);
  }
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}
