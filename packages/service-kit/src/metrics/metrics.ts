import {
  collectDefaultMetrics,
  Counter as PrometheusCounter,
  Gauge as PrometheusGauge,
  Histogram as PrometheusHistogram,
  Registry,
} from 'prom-client';
import { type HistogramCounts, readHistogram, summariseHistogram } from './histogram-summary.ts';
import { createHttpMetrics, type HttpMetrics } from './http-metrics.ts';
import type { Definition, MetricsFactory } from './metric-types.ts';

export interface Metrics extends MetricsFactory {
  /** What `createHttpApp` measures. */
  readonly http: HttpMetrics;
  /** The page that Prometheus scrapes. */
  expose(): Promise<string>;
}

interface Series {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
}

const matches = ({ labels }: Series, filter: Readonly<Record<string, string | undefined>>): boolean =>
  Object.entries(filter).every(([name, value]) => labels[name] === value);

const sum = (series: readonly Series[]): number => series.reduce((total, { value }) => total + value, 0);

/** A registry of its own for each process or test: prom-client's global one is never touched. */
export function createMetrics({ service, region }: { readonly service: string; readonly region: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service, region });
  collectDefaultMetrics({ register: registry });
  const configure = <L extends string>({ name, help, labels }: Definition<L>) => ({
    name,
    help,
    labelNames: labels ?? [],
    registers: [registry],
  });

  const factory: MetricsFactory = {
    counter(definition) {
      const counter = new PrometheusCounter(configure(definition));
      const select = async (filter: Readonly<Record<string, string | undefined>>): Promise<Series[]> =>
        (await counter.get()).values.filter((series) => matches(series, filter));
      return {
        increment: (labels, by = 1) => counter.inc(labels, by),
        total: async (filter = {}) => sum(await select(filter)),
        async totalsBy(label, filter = {}) {
          const groups = Map.groupBy(await select(filter), ({ labels }) => String(labels[label]));
          return Object.fromEntries([...groups].map(([name, series]) => [name, sum(series)]));
        },
      };
    },
    gauge(definition) {
      const { read } = definition;
      const gauge = new PrometheusGauge({
        ...configure(definition),
        ...(read === undefined
          ? {}
          : {
              collect() {
                this.set(read());
              },
            }),
      });
      return {
        set: (labels, value) => gauge.set(labels, value),
        add: (labels, by) => gauge.inc(labels, by),
        total: async (filter = {}) => sum((await gauge.get()).values.filter((series) => matches(series, filter))),
      };
    },
    histogram(definition) {
      const histogram = new PrometheusHistogram({ ...configure(definition), buckets: [...definition.buckets] });
      const counts = async (filter: Readonly<Record<string, string | undefined>> = {}): Promise<HistogramCounts> =>
        readHistogram((await histogram.get()).values.filter((series) => matches(series, filter)));
      return {
        observe: (labels, value) => histogram.observe(labels, value),
        counts,
        summary: async (filter) => summariseHistogram(await counts(filter)),
      };
    },
  };
  return {
    ...factory,
    http: createHttpMetrics(factory),
    expose: () => registry.metrics(),
  };
}
