import type { HistogramCounts } from '@sets/service-kit';
import type { Counts } from './counts.ts';

/** A histogram as plain counters: `{name}/count`, `{name}/sum`, `{name}/le/{bound}`. `unit` scales bounds and sum. */
export function histogramCounts(name: string, { count, sum, buckets }: HistogramCounts, unit: number): Counts {
  if (count === 0) {
    return {};
  }
  return {
    [`${name}/count`]: count,
    [`${name}/sum`]: sum * unit,
    ...Object.fromEntries(buckets.map(({ upTo, cumulative }) => [`${name}/le/${upTo * unit}`, cumulative])),
  };
}

/** The inverse, after any number of them were added up. */
export function readHistogramCounts(counts: Counts, name: string): HistogramCounts {
  const prefix = `${name}/le/`;
  const buckets = Object.entries(counts)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, cumulative]) => ({ upTo: Number(key.slice(prefix.length)), cumulative }))
    .sort((a, b) => a.upTo - b.upTo);
  return { count: counts[`${name}/count`] ?? 0, sum: counts[`${name}/sum`] ?? 0, buckets };
}
