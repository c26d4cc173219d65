import type { HistogramCounts, HistogramSummary } from './histogram-summary.ts';

export type Labels<L extends string> = Readonly<Record<L, string>>;

/** Counts one fact. Prometheus and JSON pages read the same object, so that they can never disagree. */
export interface Counter<L extends string> {
  increment(labels: Labels<L>, by?: number): void;
  /** Sum over all series that carry these labels. */
  total(filter?: Partial<Labels<L>>): Promise<number>;
  /** The totals split by the values of one label. */
  totalsBy(label: L, filter?: Partial<Labels<L>>): Promise<Record<string, number>>;
}

export interface Gauge<L extends string> {
  set(labels: Labels<L>, value: number): void;
  add(labels: Labels<L>, by: number): void;
  total(filter?: Partial<Labels<L>>): Promise<number>;
}

export interface Histogram<L extends string> {
  observe(labels: Labels<L>, value: number): void;
  /** Count, average and quantiles over all series that carry these labels. */
  summary(filter?: Partial<Labels<L>>): Promise<HistogramSummary>;
  /** The same observations as plain counts, which add up over processes. */
  counts(filter?: Partial<Labels<L>>): Promise<HistogramCounts>;
}

export interface Definition<L extends string> {
  /** Prometheus name: unit as suffix, `_total` for counters. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly L[];
}

/** A gauge without labels may be read when the page is made, where something else keeps the figure. */
export interface GaugeDefinition<L extends string> extends Definition<L> {
  readonly read?: () => number;
}

/** Makes metrics of a registry. */
export interface MetricsFactory {
  counter<L extends string = never>(definition: Definition<L>): Counter<L>;
  gauge<L extends string = never>(definition: GaugeDefinition<L>): Gauge<L>;
  histogram<L extends string = never>(
    definition: Definition<L> & { readonly buckets: readonly number[] },
  ): Histogram<L>;
}
