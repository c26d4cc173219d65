import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../bench/seeded.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { chooseEndpoint } from './choose-endpoint.ts';

const policy = DEFAULT_POLICY.choice;
const candidates = (times: Record<string, number>) =>
  Object.entries(times).map(([endpoint, predictedMs]) => ({ endpoint, predictedMs }));

function share(times: Record<string, number>, preferred: string | null, draws = 10_000) {
  const random = seededRandom(7);
  const counts: Record<string, number> = {};
  for (let i = 0; i < draws; i += 1) {
    const chosen = chooseEndpoint(candidates(times), preferred, policy, random) ?? 'none';
    counts[chosen] = (counts[chosen] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n / draws]));
}

describe('chooseEndpoint', () => {
  it('has nothing to say without candidates', () => {
    expect(chooseEndpoint([], 'home', policy, () => 0)).toBeNull();
  });

  it('keeps the preferred one while others are only somewhat faster', () => {
    expect(share({ home: 2_900, a: 2_000, b: 2_000 }, 'home')).toEqual({ home: 1 });
    expect(share({ home: 900, a: 500 }, 'home')).toEqual({ home: 1 });
  });

  it('leaves the preferred one when another is clearly faster', () => {
    const shares = share({ home: 20_000, a: 2_000, b: 2_000, c: 2_000 }, 'home');
    expect(shares.home).toBeUndefined();
  });

  it('takes the better of two elsewhere: the best often, the worst of many never', () => {
    const shares = share({ a: 1_000, b: 2_000, c: 3_000, d: 4_000 }, null);
    expect(shares.d).toBeUndefined();
    expect(shares.a).toBeCloseTo(1 / 2, 1);
    expect(shares.c).toBeCloseTo(1 / 6, 1);
  });

  it('breaks ties at random', () => {
    for (const part of Object.values(share({ a: 1, b: 1, c: 1, d: 1 }, null))) {
      expect(part).toBeCloseTo(0.25, 1);
    }
  });
});
