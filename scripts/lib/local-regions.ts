import { join } from 'node:path';
import { documentedPorts, type LocalRegions, type RegionPlan, startLocalRegions } from '@sets/local-stack';
import { workload } from '@sets/upstream-simulators';
import { memoryMib } from './memory.ts';
import { print, printAddresses } from './print.ts';

/** The workload's four regions, each with one API and one or, when its queue is deep, two workers. */
export const FOUR_REGIONS: readonly RegionPlan[] = workload.regions.order.map((region) => ({
  ...{ region, apis: 1, workers: 1, maxWorkers: 2 },
}));

/** A share of the workload's round trips, as SIMULATOR_LATENCY has it of its latencies. */
const ROUND_TRIP_SCALES: Readonly<Record<string, number>> = { none: 0, fast: 1 / 20, workload: 1 };

export const REGIONS_DIRECTORY = join(import.meta.dirname, '../../.local/dev-regions');

/** Four regions at the documented ports, as far from each other and from their clients as the workload says. */
export async function startFourRegions(env: NodeJS.ProcessEnv, directory: string): Promise<LocalRegions> {
  const { SIMULATOR_LATENCY: latency = 'workload' } = env;
  const regions = await startLocalRegions({
    ports: documentedPorts(env, FOUR_REGIONS),
    env: { SCALE_JOBS_PER_WORKER_S: '5', ...env, SIMULATOR_LATENCY: latency },
    ...{ directory, watch: false, roundTripScale: ROUND_TRIP_SCALES[latency] ?? 1 },
  });
  print(`${'balancer'.padEnd(24)} ${regions.balancer.url}`);
  printAddresses(regions.stack);
  return regions;
}

/** What the processes of a fleet take, and this one with its balancer. */
export const memoryOf = ({ stack }: LocalRegions): number =>
  memoryMib([process.pid, ...stack.services.flatMap(({ pid }) => (pid === undefined ? [] : [pid]))]);
