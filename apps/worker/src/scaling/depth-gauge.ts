import type { Clock } from '@sets/clock';
import type { ScaleReport } from '@sets/contract';
import type { MetricsFactory } from '@sets/service-kit';

/** Longer than the pause between the decisions of whoever leads, shorter than anybody's patience. */
const FRESH_MS = 60_000;

export interface DepthGauge {
  /** Takes note of what a decision saw. */
  note(report: Pick<ScaleReport, 'outcome' | 'depth'>): void;
}

/**
 * `sets_queue_depth`: how many tasks wait in the region's queue, at the one worker that decides about scaling; NaN at all
 * others, so that the greatest of a region is the depth.
 */
export function createDepthGauge(metrics: Pick<MetricsFactory, 'gauge'>, clock: Clock): DepthGauge {
  let seen: { readonly depth: number; readonly atMs: number } | null = null;
  metrics.gauge({
    name: 'sets_queue_depth',
    help: 'Tasks in the queue of the region, as the worker that scales it saw them; NaN at every other worker.',
    read: () => (seen !== null && clock.monotonic() - seen.atMs <= FRESH_MS ? seen.depth : Number.NaN),
  });
  return {
    note({ outcome, depth }) {
      // Who is led by another has looked at nothing.
      seen = depth === null || outcome === 'led_elsewhere' ? null : { depth, atMs: clock.monotonic() };
    },
  };
}
