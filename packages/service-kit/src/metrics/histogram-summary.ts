/** In the unit of the histogram; null before the first observation. */
export interface HistogramSummary {
  readonly count: number;
  readonly sum: number;
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

interface HistogramSeries {
  readonly metricName?: string;
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
}

export interface Bucket {
  readonly upTo: number;
  readonly cumulative: number;
}

/** Linear inside the bucket that holds the quantile, as Prometheus' histogram_quantile does. */
function quantile(q: number, buckets: readonly Bucket[], count: number): number | null {
  if (count === 0) {
    return null;
  }
  const rank = q * count;
  let from: Bucket = { upTo: 0, cumulative: 0 };
  for (const bucket of buckets) {
    if (bucket.cumulative >= rank) {
      // Nothing is known above the last finite bound.
      if (!Number.isFinite(bucket.upTo)) {
        return from.upTo;
      }
      const share = (rank - from.cumulative) / (bucket.cumulative - from.cumulative);
      return from.upTo + (bucket.upTo - from.upTo) * share;
    }
    from = bucket;
  }
  return from.upTo;
}

/** What a histogram has counted, in a form that adds up over processes. */
export interface HistogramCounts {
  readonly count: number;
  readonly sum: number;
  /** Observations up to and including each bound, the last bound being infinite. */
  readonly buckets: readonly Bucket[];
}

export function readHistogram(series: readonly HistogramSeries[]): HistogramCounts {
  const cumulative = new Map<number, number>();
  let count = 0;
  let sum = 0;
  for (const { metricName, value, labels } of series) {
    if (metricName?.endsWith('_sum')) {
      sum += value;
    } else if (metricName?.endsWith('_count')) {
      count += value;
    } else {
      const upTo = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
      cumulative.set(upTo, (cumulative.get(upTo) ?? 0) + value);
    }
  }
  const buckets = [...cumulative].map(([upTo, total]) => ({ upTo, cumulative: total })).sort((a, b) => a.upTo - b.upTo);
  return { count, sum, buckets };
}

export function summariseHistogram({ count, sum, buckets }: HistogramCounts): HistogramSummary {
  return {
    count,
    sum,
    average: count === 0 ? null : sum / count,
    p50: quantile(0.5, buckets, count),
    p95: quantile(0.95, buckets, count),
    p99: quantile(0.99, buckets, count),
  };
}
