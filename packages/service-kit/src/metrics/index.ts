export type { HistogramSummary } from './histogram-summary.ts';
export type { HttpMetrics } from './http-metrics.ts';
export { type Counter, createMetrics, type Gauge, type Histogram, type Labels, type Metrics } from './metrics.ts';
