import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createOutlierDetection, OUTLIERS, type Outcome } from './outlier-detection.ts';

function detection(regions: readonly string[] = ['a', 'b', 'c', 'd']) {
  const clock = createManualClock();
  const outliers = createOutlierDetection(regions, { clock });
  const record = (region: string, ...outcomes: Outcome[]): void => {
    for (const outcome of outcomes) {
      outliers.record(region, outcome);
    }
  };
  return { clock, outliers, record };
}

it('ejects after three gateway failures or five errors in a row, not after as many with an answer between', () => {
  const { outliers, record } = detection();
  record('a', 'gateway', 'gateway', 'ok', 'gateway', 'gateway');
  record('b', 'error', 'gateway', 'error', 'error');
  expect([outliers.isEjected('a'), outliers.isEjected('b')]).toEqual([false, false]);
  record('a', 'gateway');
  record('b', 'error');
  expect([outliers.isEjected('a'), outliers.isEjected('b')]).toEqual([true, true]);
});

it('takes a region back after 30 s, and after twice that the next time', () => {
  const { clock, outliers, record } = detection();
  for (const ejection of [1, 2]) {
    record('a', 'gateway', 'gateway', 'gateway');
    clock.advance(OUTLIERS.baseEjectionMs * ejection - 1);
    expect(outliers.isEjected('a')).toBe(true);
    clock.advance(1);
    expect(outliers.isEjected('a')).toBe(false);
  }
});

it('never ejects more than half of them', () => {
  const { outliers, record } = detection();
  for (const region of ['a', 'b', 'c', 'd']) {
    record(region, 'gateway', 'gateway', 'gateway');
  }
  expect(['a', 'b', 'c', 'd'].filter(outliers.isEjected)).toEqual(['a', 'b']);
});
