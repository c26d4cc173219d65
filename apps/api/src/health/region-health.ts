import { isoTime } from '@sets/clock';
import type { HealthStatus, RegionHealth, RegionsHealth } from '@sets/contract';
import type { RegionView } from '../fleet/fleet-view.ts';

/** Workers make a region; without them nothing it accepts is done there. */
function statusOf({ fleet, queue, refusal }: RegionView): HealthStatus {
  if (fleet === null) {
    return 'unknown';
  }
  if (fleet.silent || fleet.worker_instances === 0) {
    return 'down';
  }
  const closed = fleet.endpoints.filter(({ circuit }) => circuit === 'closed').length;
  const isQueueWell = queue?.state === 'running' && refusal === undefined;
  const impaired = closed < fleet.endpoints.length || !isQueueWell;
  return impaired ? 'degraded' : 'ok';
}

const queueHealth = ({ queue }: RegionView, nowMs: number): RegionHealth['queue'] =>
  queue === null
    ? null
    : {
        state: queue.state,
        depth: queue.depth,
        oldest_age_s:
          queue.oldestArrivalMs === null ? null : Math.max(0, Math.round((nowMs - queue.oldestArrivalMs) / 1_000)),
      };

export function regionHealth(view: RegionView, nowMs: number): RegionHealth {
  const { fleet } = view;
  const alive = fleet !== null && !fleet.silent ? fleet : null;
  return {
    region: view.region,
    status: statusOf(view),
    instances: { api: alive?.api_instances ?? 0, worker: alive?.worker_instances ?? 0 },
    active_jobs: alive?.active_jobs ?? 0,
    capacity: alive?.capacity ?? 0,
    queue: queueHealth(view, nowMs),
    endpoints: alive?.endpoints ?? [],
    last_heartbeat_at: fleet === null ? null : isoTime(fleet.last_heartbeat_at),
  };
}

const isUp = (status: HealthStatus): boolean => status === 'ok' || status === 'degraded';

/** As good as its worst part, but down only when no region is up, and unknown only when nothing is known of any. */
export function overallStatus(statuses: readonly HealthStatus[]): HealthStatus {
  if (statuses.every((status) => status === 'unknown')) {
    return 'unknown';
  }
  if (!statuses.some(isUp)) {
    return 'down';
  }
  return statuses.every((status) => status === 'ok') ? 'ok' : 'degraded';
}

export function regionsHealth(views: readonly RegionView[], nowMs: number): RegionsHealth {
  const regions = views.map((view) => regionHealth(view, nowMs));
  return {
    status: overallStatus(regions.map(({ status }) => status)),
    regions,
    regions_available: regions.filter(({ status }) => isUp(status)).length,
  };
}

/**
 * True when pools have been heard of and every endpoint of the model that they ask first is broken: no job can then
 * end well. The larger model is asked only after the first, so in an outage its circuits stay closed and say nothing.
 */
export function allEndpointsOut(views: readonly RegionView[]): boolean {
  const endpoints = views.flatMap(({ fleet }) => {
    if (fleet === null || fleet.silent) {
      return [];
    }
    return fleet.endpoints.filter(({ model }) => model === fleet.endpoints[0]?.model);
  });
  return endpoints.length > 0 && endpoints.every(({ circuit }) => circuit === 'open');
}
