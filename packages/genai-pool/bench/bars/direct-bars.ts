import { quantile } from '@sets/clock';
import { atMost } from '@sets/measurement';
import type { DirectSamples, OverheadCaller } from '../direct/direct-samples.ts';
import type { PoolBar } from './pool-bar.ts';

const median = (values: readonly number[]): number => quantile(values, 0.5) ?? Number.NaN;

export function directBars({ overhead, failoverMs }: DirectSamples): PoolBar[] {
  /** The median of the differences within one round of batches, so that a slow spell of the machine cancels out. */
  const over = (caller: OverheadCaller): number =>
    median(overhead.pooled.map((us, index) => us - (overhead[caller][index] ?? Number.NaN)));
  return [
    {
      ...atMost('overhead_cpu_us_median', 60, over('bare')),
      samples: overhead.pooled.length,
      seeds: null,
      detail: {
        bare_us: median(overhead.bare),
        bare_with_timeout_us: median(overhead.bareTimed),
        pooled_us: median(overhead.pooled),
        pool_around_an_empty_call_us: median(overhead.empty),
        over_bare_with_timeout_us: over('bareTimed'),
      },
    },
    {
      ...atMost('failover_dispatch_ms_p99', 10, quantile(failoverMs, 0.99) ?? Number.NaN),
      samples: failoverMs.length,
      seeds: null,
      detail: { p50_ms: median(failoverMs), max_ms: quantile(failoverMs, 1) ?? Number.NaN },
    },
  ];
}
