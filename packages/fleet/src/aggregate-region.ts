import type { EndpointHealth } from '@sets/contract';
import type { FleetInstance } from './fleet-documents.ts';

/** An instance that has not been heard of for so long, by server times, is dead. */
export const DEAD_AFTER_MS = 30_000;

export const isAlive = (instance: Pick<FleetInstance, 'heartbeat_at'>, nowMs: number): boolean =>
  nowMs - instance.heartbeat_at <= DEAD_AFTER_MS;

export interface RegionSummary {
  readonly api_instances: number;
  readonly worker_instances: number;
  readonly active_jobs: number;
  readonly capacity: number;
  readonly endpoints: EndpointHealth[];
  readonly last_heartbeat_at: number;
}

/** What the living instances of one region add up to. */
export function aggregateRegion(instances: readonly FleetInstance[], nowMs: number): RegionSummary {
  const alive = instances.filter((instance) => isAlive(instance, nowMs));
  const of = (service: FleetInstance['service']): number => alive.filter((one) => one.service === service).length;
  const sum = (read: (instance: FleetInstance) => number): number => alive.reduce((total, one) => total + read(one), 0);
  const seen = Map.groupBy(
    alive.flatMap((instance) => instance.endpoints),
    ({ model, location }) => `${model}@${location}`,
  );
  return {
    api_instances: of('api'),
    worker_instances: of('worker'),
    active_jobs: sum((one) => one.active_jobs),
    capacity: sum((one) => one.capacity),
    endpoints: [...seen.values()].map(mergeEndpoint),
    last_heartbeat_at: Math.max(0, ...instances.map((one) => one.heartbeat_at)),
  };
}

/** One endpoint as several pools see it: load adds up; its circuit is what most of them have; ceilings are an instance's
 * own, and the lowest is safe for a new one. */
function mergeEndpoint(views: readonly EndpointHealth[]): EndpointHealth {
  const [first] = views;
  if (first === undefined) {
    throw new Error('an endpoint that nobody saw');
  }
  const latencies = views.flatMap(({ latency_ms }) => (latency_ms === null ? [] : [latency_ms]));
  const cooldowns = views.flatMap(({ cooldown_until }) => (cooldown_until === null ? [] : [cooldown_until])).sort();
  const ceilings = views.flatMap(({ concurrency_ceiling }) =>
    concurrency_ceiling === null ? [] : [concurrency_ceiling],
  );
  const open = views.filter(({ circuit }) => circuit === 'open').length;
  const trying = views.some(({ circuit }) => circuit !== 'closed');
  return {
    model: first.model,
    location: first.location,
    circuit: open * 2 > views.length ? 'open' : trying ? 'half_open' : 'closed',
    in_flight: views.reduce((total, { in_flight }) => total + in_flight, 0),
    concurrency_limit: views.reduce((total, { concurrency_limit }) => total + concurrency_limit, 0),
    concurrency_ceiling: ceilings.length === 0 ? null : Math.min(...ceilings),
    latency_ms: latencies.length === 0 ? null : latencies.reduce((total, ms) => total + ms, 0) / latencies.length,
    cooldown_until: cooldowns.at(-1) ?? null,
  };
}
