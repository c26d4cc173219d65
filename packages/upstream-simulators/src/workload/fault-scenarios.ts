import type { FaultInput } from '../faults/fault.ts';
import type { Workload } from './workload.ts';

export type FaultScenario = keyof Workload['fault_scenarios'];

/** The workload's scenarios begin at its second 100. */
const BEGINS_MS = 100_000;

const gemini = (lastsS: number, fault: Omit<FaultInput, 'upstream'>): FaultInput => ({
  upstream: 'gemini',
  after_ms: BEGINS_MS,
  for_ms: lastsS * 1_000,
  ...fault,
});

/**
 * The faults of a scenario of the pinned workload, to be set when the trace begins; for `workers_gone`, which no upstream
 * has a part in, none. `region_down` needs `us` at an address of its own.
 */
export function faultsOf(scenario: FaultScenario): FaultInput[] {
  switch (scenario) {
    case 'region_down':
      return [gemini(200, { location: 'us', effect: { kind: 'refuse' } })];
    case 'brownout':
      return [gemini(200, { location: 'eu', effect: { kind: 'slow', times: 10 } })];
    case 'partial':
      return [gemini(200, { share: 0.3, effect: { kind: 'status', status: 503 } })];
    case 'storm':
      // The second hits a third of what the first leaves: a quarter of all calls each.
      return [
        gemini(60, { share: 0.25, effect: { kind: 'status', status: 429, retry_info_s: 5 } }),
        gemini(60, { share: 1 / 3, effect: { kind: 'status', status: 429 } }),
      ];
    case 'workers_gone':
      return [];
  }
}
