import { createManualClock } from '@sets/clock/testing';
import { describe, expect, it } from 'vitest';
import { createFaultRegistry } from '../faults/fault-registry.ts';
import { SERVED_LOCATIONS, servedModel } from '../gemini/served-models.ts';
import { type FaultScenario, faultsOf } from './fault-scenarios.ts';
import { workload } from './workload.ts';

const CALLS = 4_000;

function shareStruck(scenario: FaultScenario, atS: number, location: string, strikes = isStatus): number {
  const clock = createManualClock();
  const faults = createFaultRegistry({ seed: 1, clock, ownAddresses: SERVED_LOCATIONS });
  for (const fault of faultsOf(scenario)) {
    faults.add(fault);
  }
  clock.advance(atS * 1_000);
  const call = { upstream: 'gemini', location, model: 'm', content: null } as const;
  const verdicts = Array.from({ length: CALLS }, () => faults.take(call));
  return verdicts.filter(strikes).length / CALLS;
}

type Verdict = ReturnType<ReturnType<typeof createFaultRegistry>['take']>;
const isStatus = ({ effect }: Verdict): boolean => effect?.kind === 'status';
const isHinted = ({ effect }: Verdict): boolean => effect?.kind === 'status' && effect.retry_info_s === 5;

describe('the workload’s fault scenarios', () => {
  it.each([99, 301])('are over, or yet to come, at second %d', (second) => {
    for (const scenario of ['partial', 'storm', 'brownout'] as const) {
      expect(shareStruck(scenario, second, 'eu', ({ effect, times }) => effect !== null || times > 1)).toBe(0);
    }
  });

  it('strike the shares that the workload says', () => {
    expect(shareStruck('partial', 150, 'global')).toBeCloseTo(0.3, 1);
    expect(shareStruck('storm', 150, 'us')).toBeCloseTo(0.5, 1);
    expect(shareStruck('storm', 150, 'us', isHinted)).toBeCloseTo(0.25, 1);
    expect(shareStruck('storm', 161, 'us')).toBe(0);
    expect(shareStruck('brownout', 150, 'eu', ({ times }) => times === 10)).toBe(1);
    expect(shareStruck('brownout', 150, 'us', ({ times }) => times > 1)).toBe(0);
  });

  it('name locations that serve the workload’s models', () => {
    for (const scenario of Object.keys(workload.fault_scenarios) as FaultScenario[]) {
      for (const { location = 'us' } of faultsOf(scenario)) {
        expect(SERVED_LOCATIONS).toContain(location);
      }
    }
  });
});

it('serves every model of the workload where the workload says', () => {
  for (const [model, locations] of Object.entries(workload.gemini_locations.served)) {
    for (const location of locations) {
      expect(servedModel({ project: 'p', location, model })).not.toBeNull();
    }
  }
});
