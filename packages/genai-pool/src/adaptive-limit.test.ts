import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { DEFAULT_POLICY } from './policy.ts';

const policy = DEFAULT_POLICY.concurrency;

describe('AdaptiveLimit', () => {
  it('starts at its maximum and never leaves [1, max]', () => {
    const step = fc.record({ ok: fc.boolean(), inFlight: fc.nat(40), waitMs: fc.nat(40_000), age: fc.nat(5_000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const limit = new AdaptiveLimit(policy);
        let now = 0;
        for (const { ok, inFlight, waitMs, age } of steps) {
          now += waitMs;
          if (ok) limit.onSuccess(inFlight, now);
          else limit.onRejected(inFlight, now - age, now);
          expect(limit.current).toBeGreaterThanOrEqual(1);
          expect(limit.current).toBeLessThanOrEqual(policy.max);
        }
      }),
    );
  });

  it('falls to what the upstream carried, not below half in one burst', () => {
    const limit = new AdaptiveLimit(policy);
    for (let still = 19; still >= 12; still -= 1) limit.onRejected(still, 0, 1);
    expect(limit.current).toBe(11);
    const other = new AdaptiveLimit(policy);
    for (let still = 19; still >= 0; still -= 1) other.onRejected(still, 0, 1);
    expect(other.current).toBe(10);
    other.onRejected(0, 2, 3);
    expect(other.current).toBe(5);
  });

  it('grows back to the known ceiling with each success, then waits before it steps beyond', () => {
    const limit = new AdaptiveLimit(policy);
    for (let still = 19; still >= 12; still -= 1) limit.onRejected(still, 0, 1);
    limit.onSuccess(11, 2);
    limit.onSuccess(11, 2);
    expect(limit.current).toBe(12);
    for (let i = 0; i < 1_000; i += 1) limit.onSuccess(12, 3);
    expect(limit.current).toBe(12);
    limit.onSuccess(12, 2 + policy.stepMs);
    expect(limit.current).toBe(13);
  });

  it('does not grow while it is not in full use', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(10, 0, 1);
    const before = limit.current;
    for (let i = 0; i < 1_000; i += 1) limit.onSuccess(2, i * 1_000);
    expect(limit.current).toBe(before);
  });

  it('tries less often after each refused step, and faster again once a step holds', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(10, 0, 1);
    const steps: number[] = [];
    for (let now = 1_000; now < 400_000; now += 100) {
      const before = limit.current;
      limit.onSuccess(before, now);
      if (limit.current <= 10) continue;
      steps.push(now);
      limit.onRejected(10, now, now + 1);
    }
    const gaps = steps.slice(1).map((at, i) => Math.round((at - (steps[i] ?? 0)) / policy.stepMs));
    expect(gaps).toEqual([2, 4, 8, 16, 32]);
    for (let now = 400_000; now < 800_000; now += 100) limit.onSuccess(limit.current, now);
    expect(limit.current).toBe(policy.max);
  });

  it('restarts small after an outage and doubles its way back', () => {
    const limit = new AdaptiveLimit(policy);
    limit.restart();
    expect(limit.current).toBe(2);
    for (let i = 0; i < 36; i += 1) limit.onSuccess(limit.current, i);
    expect(limit.current).toBe(policy.max);
  });
});
