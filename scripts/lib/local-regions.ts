import { join } from 'node:path';
import { documentedPorts, FOUR_REGIONS, type LocalRegions, startLocalRegions } from '@sets/local-stack';
import { memoryMib } from './memory.ts';
import { print, printAddresses } from './print.ts';

/** A share of the workload's round trips, as SIMULATOR_LATENCY has it of its latencies. */
const ROUND_TRIP_SCALES: Readonly<Record<string, number>> = { none: 0, fast: 1 / 20, workload: 1 };

export const REGIONS_DIRECTORY = join(import.meta.dirname, '../../.local/dev-regions');

/** Four regions at the documented ports, as far from each other and from their clients as the workload says. */
export async function startFourRegions(env: NodeJS.ProcessEnv, directory: string): Promise<LocalRegions> {
  const { SIMULATOR_LATENCY: latency = 'workload' } = env;
  const regions = await startLocalRegions({
    ports: documentedPorts(env, FOUR_REGIONS),
    env: { ...env, SIMULATOR_LATENCY: latency },
    ...{ directory, watch: false, roundTripScale: ROUND_TRIP_SCALES[latency] ?? 1 },
  });
  print(`${'balancer'.padEnd(24)} ${regions.balancer.url}`);
  printAddresses(regions.stack);
  return regions;
}

/** What the processes of a fleet take, and this one with its balancer. */
export const memoryOf = ({ stack }: LocalRegions): number =>
  memoryMib([process.pid, ...stack.services.flatMap(({ pid }) => (pid === undefined ? [] : [pid]))]);
