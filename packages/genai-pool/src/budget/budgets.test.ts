import { describe, expect, it } from 'vitest';
import { LatencyEstimate } from '../endpoint/latency-estimate.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { HedgeControl } from './hedge.ts';
import { QuantileWindow } from './quantile-window.ts';
import { RetryBudget } from './retry-budget.ts';
import { Usual } from './usual.ts';

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
    expect(new QuantileWindow(0.95, 10).value).toBeNull();
  });
});

describe('Usual', () => {
  const observe = (usual: Usual, ms: number, times: number) => {
    for (let i = 0; i < times; i += 1) {
      usual.observe(ms);
    }
  };

  it('takes ten seconds for late and hedges nothing until twenty answers are known', () => {
    const usual = new Usual(DEFAULT_POLICY);
    observe(usual, 2_000, 19);
    expect([usual.lateMs, usual.slowMs]).toEqual([10_000, null]);
    observe(usual, 2_000, 1);
    expect([usual.lateMs, usual.slowMs]).toEqual([8_000, 2_600]);
  });

  it('is not stretched by a minority of slow answers, and follows when all become slow', () => {
    const usual = new Usual(DEFAULT_POLICY);
    observe(usual, 2_000, 300);
    observe(usual, 20_000, 20);
    expect(usual.lateMs).toBe(8_000);
    expect(usual.slowMs).toBe(26_000);
    observe(usual, 20_000, 20);
    expect(usual.lateMs).toBe(80_000);
  });

  it('calls nothing late within a second, however quick answers are', () => {
    const usual = new Usual(DEFAULT_POLICY);
    observe(usual, 5, 100);
    expect(usual.lateMs).toBe(1_000);
  });

  it('learns what a call costs', () => {
    const usual = new Usual(DEFAULT_POLICY);
    expect(usual.tokens).toBe(0);
    usual.observeTokens(1_000);
    expect(usual.tokens).toBe(1_000);
    usual.observeTokens(2_000);
    expect(usual.tokens).toBeCloseTo(1_100);
  });
});

describe('HedgeControl', () => {
  const policy = DEFAULT_POLICY.hedge;

  it('grants a share of the requests, from the first on', () => {
    const control = new HedgeControl(policy);
    expect(control.decide(0)).toBe('no_budget');
    let granted = 0;
    for (let i = 0; i < 1_000; i += 1) {
      control.onRequest();
      granted += control.decide(0) === 'granted' ? 1 : 0;
    }
    expect(granted).toBe(20);
  });

  it('is off for a while after a 429', () => {
    const control = new HedgeControl(policy);
    for (let i = 0; i < 100; i += 1) {
      control.onRequest();
    }
    control.onRateLimited(1_000);
    expect(control.decide(1_000 + policy.suppressAfter429Ms - 1)).toBe('rate_limited');
    expect(control.decide(1_000 + policy.suppressAfter429Ms)).toBe('granted');
  });
});

describe('LatencyEstimate', () => {
  const policy = DEFAULT_POLICY.latency;
  const sample = (now: number) => ({ priorMs: 2_000, now });

  it('is moved by many answers, not by one', () => {
    const estimate = new LatencyEstimate(policy);
    estimate.observe(10_000, 'video', sample(0));
    expect(estimate.read('video', 0)).toBe(2_800);
    for (let i = 0; i < 50; i += 1) {
      estimate.observe(10_000, 'video', sample(i));
    }
    expect(estimate.read('video', 30)).toBeGreaterThan(9_900);
  });

  it('keeps sizes apart and forgets what is old', () => {
    const estimate = new LatencyEstimate(policy);
    estimate.observe(3_000, 'video', sample(0));
    expect(estimate.read('text', 0)).toBeNull();
    expect(estimate.read('video', policy.staleMs)).not.toBeNull();
    expect(estimate.read('video', policy.staleMs + 1)).toBeNull();
  });
});
