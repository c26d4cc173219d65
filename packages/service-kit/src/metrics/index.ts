export { type Bucket, type HistogramCounts, type HistogramSummary, summariseHistogram } from './histogram-summary.ts';
export type { HttpMetrics } from './http-metrics.ts';
export type { Counter, Gauge, Histogram, Labels, MetricsFactory } from './metric-types.ts';
export { createMetrics, type Metrics } from './metrics.ts';
