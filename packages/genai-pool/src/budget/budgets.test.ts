import { describe, expect, it } from 'vitest';
import { LatencyEstimate } from '../endpoint/latency-estimate.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { HedgeControl } from './hedge.ts';
import { QuantileWindow } from './quantile-window.ts';
import { RetryBudget } from './retry-budget.ts';

describe('RetryBudget', () => {
  it('allows its burst, then a share of what comes', () => {
    const budget = new RetryBudget(0.1, 3);
    let spent = 0;
    for (let i = 0; i < 1_000; i += 1) {
      budget.earn();
      if (budget.spend()) {
        spent += 1;
      }
    }
    expect(spent).toBeGreaterThanOrEqual(102);
    expect(spent).toBeLessThanOrEqual(103);
    expect(budget.tokens).toBeGreaterThanOrEqual(0);
  });

  it('saves up no more than its burst', () => {
    const budget = new RetryBudget(0.1, 3);
    for (let i = 0; i < 1_000; i += 1) {
      budget.earn();
    }
    expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
  });
});

describe('QuantileWindow', () => {
  it('follows the last samples only', () => {
    const window = new QuantileWindow(0.95, 100);
    for (let i = 1; i <= 100; i += 1) {
      window.observe(i);
    }
    expect(window.value).toBe(95);
    for (let i = 0; i < 100; i += 1) {
      window.observe(7);
    }
    expect(window.value).toBe(7);
    expect(window.count).toBe(100);
  });

  it('knows nothing without samples', () => {
    expect(new QuantileWindow(0.95).value).toBeNull();
  });
});

describe('HedgeControl', () => {
  const policy = DEFAULT_POLICY.hedge;

  it('is silent until a size of work has enough samples, and keeps sizes apart', () => {
    const control = new HedgeControl(policy);
    for (let i = 0; i < policy.minimumSamples - 1; i += 1) {
      control.onLatency(1_000, 'video');
    }
    expect(control.delayMs('video')).toBeNull();
    control.onLatency(1_000, 'video');
    expect(control.delayMs('video')).toBe(1_500);
    expect(control.delayMs('text')).toBeNull();
  });

  it('grants 2 % of requests from the first one on, saving up at most twenty', () => {
    const control = new HedgeControl(policy);
    for (let i = 0; i < 49; i += 1) {
      control.onRequest();
    }
    expect(control.decide(0)).toBe('no_budget');
    control.onRequest();
    expect(control.decide(0)).toBe('granted');
    for (let i = 0; i < 100_000; i += 1) {
      control.onRequest();
    }
    const granted = Array.from({ length: 30 }, () => control.decide(0)).filter((d) => d === 'granted');
    expect(granted).toHaveLength(policy.burst);
  });

  it('grants nothing for a while after a 429', () => {
    const control = new HedgeControl(policy);
    for (let i = 0; i < 1_000; i += 1) {
      control.onRequest();
    }
    control.onRateLimited(1_000);
    expect(control.decide(1_000 + policy.suppressAfter429Ms - 1)).toBe('rate_limited');
    expect(control.decide(1_000 + policy.suppressAfter429Ms)).toBe('granted');
  });
});

describe('LatencyEstimate', () => {
  const policy = DEFAULT_POLICY.latency;

  it('weighs a sample by the gap before it', () => {
    const estimate = new LatencyEstimate(policy);
    estimate.observe(1_000, 'video', 0);
    estimate.observe(2_000, 'video', 1);
    expect(estimate.read('video', 1, false)).toBe(1_100);
    estimate.observe(2_000, 'video', 60_001);
    expect(estimate.read('video', 60_001, false)).toBeCloseTo(2_000, -1);
  });

  it('forgets when stale and idle, so that a slow endpoint gets another chance', () => {
    const estimate = new LatencyEstimate(policy);
    estimate.observe(20_000, 'video', 0);
    expect(estimate.read('video', policy.staleMs + 1, false)).toBe(20_000);
    expect(estimate.read('video', policy.staleMs + 1, true)).toBeNull();
    expect(estimate.read('text', 0, false)).toBeNull();
  });

  it('learns from a call that was given up only that it was slow', () => {
    const estimate = new LatencyEstimate(policy);
    estimate.observe(2_000, 'video', 0);
    estimate.observeAtLeast(500, 'video', 1);
    expect(estimate.read('video', 1, false)).toBe(2_000);
    estimate.observeAtLeast(12_000, 'video', 2);
    expect(estimate.read('video', 2, false)).toBe(3_000);
  });
});
