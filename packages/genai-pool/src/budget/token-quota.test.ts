import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenQuota } from './token-quota.ts';

const MODEL = { model: 'm', tokensPerMinute: 60_000 };

describe('TokenQuota', () => {
  it('lets a burst of ten seconds through, then a thousand tokens a second', () => {
    const quota = new TokenQuota(MODEL, 0);
    expect(quota.waitMs(10_000, 0)).toBe(0);
    quota.take(10_000, 0);
    expect(quota.waitMs(500, 0)).toBe(500);
    expect(quota.waitMs(500, 400)).toBeCloseTo(100);
  });

  it('lets a call that is larger than the burst go when the burst is full, and makes the others wait for it', () => {
    const quota = new TokenQuota(MODEL, 0);
    expect(quota.waitMs(50_000, 0)).toBe(0);
    quota.take(50_000, 0);
    expect(quota.waitMs(1_000, 0)).toBe(41_000);
  });

  it('settles what a call really cost', () => {
    const quota = new TokenQuota(MODEL, 0);
    quota.take(10_000, 0);
    quota.settle(10_000, 2_000);
    expect(quota.waitMs(8_000, 0)).toBe(0);
    quota.take(8_000, 0);
    quota.settle(8_000, 12_000);
    expect(quota.waitMs(1, 0)).toBe(4_001);
  });

  it('uses its share of the project’s quota', () => {
    const quota = new TokenQuota(MODEL, 0);
    quota.setShare(0.25, 0);
    expect(quota.waitMs(2_500, 0)).toBe(0);
    quota.take(2_500, 0);
    expect(quota.waitMs(250, 0)).toBe(1_000);
  });

  it('never lets more through than the burst and what has flowed in since', () => {
    const call = fc.record({ wait: fc.nat(3_000), estimate: fc.integer({ min: 1, max: 9_000 }) });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
        const quota = new TokenQuota(MODEL, 0);
        let [now, used] = [0, 0];
        for (const { wait, estimate } of calls) {
          now += wait;
          if (quota.waitMs(estimate, now) === 0) {
            quota.take(estimate, now);
            used += estimate;
          }
          expect(used).toBeLessThanOrEqual(10_000 + now + 1e-6);
        }
      }),
    );
  });
});
