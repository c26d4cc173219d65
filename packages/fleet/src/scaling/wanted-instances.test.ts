import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SCALING_POLICY,
  neededInstances,
  queueConcurrency,
  type ScalingMemory,
  type ScalingView,
  wantedInstances,
} from './wanted-instances.ts';

const POLICY = DEFAULT_SCALING_POLICY;
const BOUNDS = { floor: 1, ceiling: 20, ...POLICY };
const view = (given: Partial<ScalingView> = {}): ScalingView => ({
  ...{ nowMs: 0, depth: 0, active: 0, instances: 1, slots: 80 },
  ...given,
});

/** Decisions every 5 s on what `seen` says of each moment. */
function decide(seen: (atS: number) => Partial<ScalingView>, seconds: number, bounds = BOUNDS): number[] {
  let memory: ScalingMemory | null = null;
  const wishes: number[] = [];
  for (let atS = 0; atS <= seconds; atS += 5) {
    memory = wantedInstances(view({ nowMs: atS * 1_000, ...seen(atS) }), memory, bounds);
    wishes.push(memory.wanted);
  }
  return wishes;
}

describe('what the load asks for', () => {
  it.each([
    ['nothing', { depth: 0, active: 0 }, 0],
    ['one full worker: full workers ask for another', { depth: 80, active: 80 }, 2],
    ['a burst of 2,000: all of it within 20 s at 20 a second and worker', { depth: 2_000, active: 76 }, 5],
    ['what runs, while the depth is unknown', { depth: null, active: 150 }, 3],
  ])('%s', (_what, given, wanted) => {
    expect(neededInstances(view(given), POLICY)).toBe(wanted);
  });

  it('never falls when more waits or runs', () => {
    const count = fc.nat({ max: 20_000 });
    fc.assert(
      fc.property(count, count, count, (depth, active, more) => {
        const least = neededInstances(view({ depth, active }), POLICY);
        expect(neededInstances(view({ depth: depth + more, active }), POLICY)).toBeGreaterThanOrEqual(least);
        expect(neededInstances(view({ depth, active: active + more }), POLICY)).toBeGreaterThanOrEqual(least);
      }),
    );
  });
});

describe('the wish', () => {
  it('rises at once, holds, and falls once to the most that was needed since', () => {
    const wishes = decide((atS) => ({ depth: atS < 30 ? 2_000 : atS < 60 ? 900 : 100, active: 0 }), 300);
    expect(wishes[0]).toBe(5);
    expect(new Set(wishes.slice(0, 30))).toEqual(new Set([5]));
    expect(wishes.slice(30, 31)).toEqual([3]);
    expect(wishes.at(-1)).toBe(1);
  });

  it('lets nobody go while the depth is unknown', () => {
    expect(decide((atS) => (atS === 0 ? { depth: 2_000 } : { depth: null }), 1_000).at(-1)).toBe(5);
  });

  it('begins from those who live, and keeps them when it knows nothing', () => {
    expect(wantedInstances(view({ instances: 7 }), null, BOUNDS).wanted).toBe(7);
    expect(wantedInstances(view({ instances: 7, depth: null }), null, BOUNDS).wanted).toBe(7);
  });

  it('goes on where another instance stopped', () => {
    const seen = (atS: number): Partial<ScalingView> => ({ depth: atS < 20 ? 3_000 : 0 });
    let handedOver: ScalingMemory | null = null;
    const wishes: number[] = [];
    for (let atS = 0; atS <= 300; atS += 5) {
      const stored: string = JSON.stringify(handedOver);
      handedOver = wantedInstances(view({ nowMs: atS * 1_000, ...seen(atS) }), JSON.parse(stored), BOUNDS);
      wishes.push(handedOver.wanted);
    }
    expect(wishes).toEqual(decide(seen, 300));
  });

  it('stays within its bounds, and falls at most once per hold, whatever is seen', () => {
    const seen = fc.array(
      fc.record({
        depth: fc.option(fc.nat({ max: 30_000 })),
        active: fc.nat({ max: 2_000 }),
        instances: fc.nat({ max: 30 }),
      }),
      { minLength: 1, maxLength: 120 },
    );
    fc.assert(
      fc.property(seen, fc.nat({ max: 5 }), fc.nat({ max: 20 }), (views, floor, ceiling) => {
        const wishes = decide((atS) => views[atS / 5] ?? {}, (views.length - 1) * 5, { ...BOUNDS, floor, ceiling });
        const falls = wishes.filter((wish, index) => wish < (wishes[index - 1] ?? wish)).length;
        expect(wishes.every((wish) => wish >= floor && wish <= Math.max(floor, ceiling))).toBe(true);
        expect(falls).toBeLessThanOrEqual(Math.ceil((views.length * 5_000) / POLICY.holdMs));
      }),
    );
  });
});

it('never lets the queue deliver more than live workers take, nor nothing', () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.integer({ min: 1, max: 1_000 }), (instances, slots) => {
      const deliveries = queueConcurrency({ instances, slots });
      expect(deliveries).toBeGreaterThanOrEqual(1);
      expect(deliveries).toBeLessThanOrEqual(Math.max(1, instances) * slots);
    }),
  );
});
