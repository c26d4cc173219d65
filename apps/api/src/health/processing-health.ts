import type { EndpointHealth, ProcessingHealth } from '@sets/contract';
import type { RegionView } from '../fleet/fleet-view.ts';
import type { FleetPerformance } from '../metrics/fleet-performance.ts';
import { overallStatus, regionHealth } from './region-health.ts';

const isUsable = ({ circuit }: EndpointHealth): boolean => circuit !== 'open';

/** The model pools, the queues, the workers and the cache, over all regions. */
export function processingHealth(
  views: readonly RegionView[],
  { cache, budget }: { readonly cache: FleetPerformance['cache']; readonly budget: ProcessingHealth['budget'] },
  nowMs: number,
): ProcessingHealth {
  const regions = views.map((view) => regionHealth(view, nowMs));
  const endpoints = regions.flatMap((region) => region.endpoints);
  const available = endpoints.filter(isUsable).length;
  const regional = overallStatus(regions.map(({ status }) => status));
  return {
    status: regional === 'ok' && (available === 0 || budget === 'used_up') ? 'degraded' : regional,
    genai_pool: { endpoints, available },
    queues: regions.map(({ region, queue }) => ({
      region,
      ...(queue ?? { state: 'unknown', depth: null, oldest_age_s: null }),
    })),
    processing: {
      active: regions.reduce((sum, { active_jobs }) => sum + active_jobs, 0),
      capacity: regions.reduce((sum, { capacity }) => sum + capacity, 0),
    },
    cache: { hits: cache.hits, misses: cache.misses, hit_rate: cache.hit_rate },
    budget,
  };
}
