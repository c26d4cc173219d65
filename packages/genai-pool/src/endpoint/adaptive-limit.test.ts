import { seededRandom } from '@sets/clock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';

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
          if (ok) {
            limit.onSuccess(inFlight, now - age, now);
          } else {
            limit.onRejected(inFlight, now - age, now);
          }
          expect(limit.current).toBeGreaterThanOrEqual(1);
          expect(limit.current).toBeLessThanOrEqual(policy.max);
        }
      }),
    );
  });

  it('falls to what the upstream carried, not below half in one burst', () => {
    const limit = new AdaptiveLimit(policy);
    for (let level = 20; level > 12; level -= 1) {
      limit.onRejected(level, 0, 1);
    }
    expect(limit.current).toBe(11);
    const other = new AdaptiveLimit(policy);
    for (let level = 20; level > 0; level -= 1) {
      other.onRejected(level, 0, 1);
    }
    expect(other.current).toBe(10);
    for (let level = 10; level > 0; level -= 1) {
      other.onRejected(level, 2, 3);
    }
    // All are refused, however few there are: their number is not why.
    expect(other.current).toBe(10);
  });

  it('tells refusals that may meet any call from a ceiling', () => {
    const limit = new AdaptiveLimit(policy);
    const random = seededRandom('429s');
    const call = (now: number, isRefused: (level: number) => boolean): void => {
      const level = 1 + Math.floor(random() * limit.current);
      limit.onBegin(level, now);
      if (isRefused(level)) {
        limit.onRejected(level, now, now + 50);
      } else {
        limit.onSuccess(level, now, now + 50);
      }
    };
    for (let now = 0; now < 300_000; now += 1_000) {
      call(now, () => random() < 0.1);
      expect(limit.current).toBeGreaterThanOrEqual(8);
    }
    for (let now = 300_000; now < 360_000; now += 1_000) {
      call(now, (level) => level > 6);
    }
    expect(limit.current).toBeLessThanOrEqual(7);
  });

  it('takes back what it lost while nobody was answered, when a single call is refused too', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(18, 0, 0);
    limit.onRejected(9, 1_000, 1_000);
    expect(limit.current).toBeLessThan(10);
    limit.onRejected(1, 2_000, 2_000);
    expect(limit.current).toBe(20);
  });

  it('grows back to the known ceiling with each success, then waits before it steps beyond', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(13, 0, 1);
    limit.onSuccess(11, 2, 3);
    limit.onSuccess(11, 2, 3);
    expect(limit.current).toBe(12);
    for (let i = 0; i < 1_000; i += 1) {
      limit.onSuccess(12, 3, 4);
    }
    expect(limit.current).toBe(12);
    limit.onSuccess(12, 3, 3 + policy.stepMs);
    expect(limit.current).toBe(13);
  });

  it('does not step beyond the ceiling while it is not in full use', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(11, 0, 1);
    for (let i = 0; i < 1_000; i += 1) {
      limit.onSuccess(2, i * 1_000, i * 1_000);
    }
    expect(limit.current).toBe(10);
  });

  it('tries less often after each refused step, and faster again once a step holds', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(11, 0, 1);
    const steps: number[] = [];
    for (let now = 1_000; now < 200_000; now += 100) {
      limit.onSuccess(Math.min(10, limit.current), now - 50, now);
      if (limit.current <= 10) {
        continue;
      }
      steps.push(now);
      limit.onRejected(11, now, now + 1);
    }
    const gaps = steps.slice(1).map((at, i) => Math.round((at - (steps[i] ?? 0)) / policy.stepMs));
    expect(gaps.slice(0, 5)).toEqual([2, 4, 8, 8, 8]);
    for (let now = 200_000; now < 400_000; now += 100) {
      limit.onSuccess(limit.current, now - 50, now);
    }
    expect(limit.current).toBe(policy.max);
  });

  it('leaves a limit that does not bind alone, until it has been in doubt three times', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(5, 0, 10);
    limit.onRejected(5, 20, 30);
    expect(limit.current).toBe(20);
    limit.onRejected(5, 40, 50);
    expect(limit.current).toBe(10);
  });

  it('learns nothing from a quota that refuses single calls, or levels carried before', () => {
    const limit = new AdaptiveLimit(policy);
    for (let minute = 1; minute < 60; minute += 1) {
      const at = minute * 60_000;
      for (let i = 0; i < 50; i += 1) {
        limit.onSuccess(5, at + i * 100, at + i * 100);
      }
      limit.onRejected(minute % 2 === 0 ? 1 : 4, at + 10_000, at + 10_010);
    }
    expect(limit.current).toBe(policy.max);
  });

  it('takes a decrease back when the same burst was answered far above the level refused', () => {
    const limit = new AdaptiveLimit(policy);
    for (let now = 0; now < 20; now += 1) {
      limit.onBegin(1, now);
    }
    for (const level of [2, 5, 12, 17]) {
      limit.onRejected(level, 1_100, 1_150);
    }
    expect(limit.current).toBe(10);
    limit.onRejected(9, 2_200, 2_250);
    expect(limit.current).toBeLessThan(10);
    limit.onSuccess(16, 1_100, 3_300);
    expect(limit.current).toBe(policy.max);
  });

  it('does not take a level for proven that counted refused calls', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onRejected(11, 0, 100);
    limit.onSuccess(11, 50, 200);
    limit.onSuccess(10, 150, 200);
    limit.onRejected(11, 300, 301);
    expect(limit.current).toBe(10);
  });

  it('starts where another instance stands, once, and until it knows better', () => {
    const limit = new AdaptiveLimit(policy);
    expect(limit.learned).toBeNull();
    limit.learn(7);
    limit.learn(3);
    expect([limit.current, limit.learned]).toEqual([7, null]);
    limit.onRejected(6, 10, 11);
    expect([limit.current, limit.learned]).toEqual([5, 5]);
  });

  it('gives a slow endpoint less, then one more with each quick batch', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onSlowness({ kind: 'slow', level: 18, times: 2 }, 1);
    expect(limit.current).toBe(13);
    limit.onSlowness({ kind: 'slow', level: 13, times: 2 }, 2);
    expect(limit.current).toBe(9);
    for (let i = 0; i < 1_000; i += 1) {
      limit.onSuccess(9, 10 + i * 1_000, 11 + i * 1_000);
    }
    expect(limit.current).toBe(9);
    limit.onSlowness({ kind: 'quick' }, 2e6);
    expect(limit.current).toBe(10);
  });

  it('takes less back that did not make it quicker, and never halves more than once per batch', () => {
    const limit = new AdaptiveLimit(policy);
    limit.onSlowness({ kind: 'slow', level: 2, times: 100 }, 1);
    expect(limit.current).toBe(4);
    limit.onSlowness({ kind: 'not_the_load' }, 2);
    expect(limit.current).toBe(20);
    limit.onSlowness({ kind: 'quick' }, 3);
    limit.onSlowness({ kind: 'not_the_load' }, 4);
    expect(limit.current).toBe(20);
  });
});
