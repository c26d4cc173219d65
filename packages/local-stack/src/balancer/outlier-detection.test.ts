import { seededRandom } from '@sets/clock';
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

const TEN = 10;
const times = (count: number, outcome: Outcome): Outcome[] => Array.from({ length: count }, () => outcome);

it('ejects after ten failures in a row of either kind, not after as many with an answer between', () => {
  const { outliers, record } = detection();
  record('a', ...times(TEN - 1, 'gateway'), 'ok', ...times(TEN - 1, 'gateway'));
  record('b', ...times(TEN - 2, 'error'), 'gateway');
  expect([outliers.isEjected('a'), outliers.isEjected('b')]).toEqual([false, false]);
  record('a', 'gateway');
  record('b', 'error');
  expect([outliers.isEjected('a'), outliers.isEjected('b')]).toEqual([true, true]);
});

it('keeps a region that refuses the misses of a fifth of its requests, and takes out one that refuses everything', () => {
  const { outliers, record } = detection();
  const random = seededRandom(7);
  for (let sent = 0; sent < 200_000; sent += 1) {
    record('a', random() < 0.2 ? 'gateway' : 'ok');
    expect(outliers.isEjected('a')).toBe(false);
  }
  record('a', ...times(TEN, 'gateway'));
  expect(outliers.isEjected('a')).toBe(true);
});

it('takes a region back after 30 s, and after twice that the next time', () => {
  const { clock, outliers, record } = detection();
  for (const ejection of [1, 2]) {
    record('a', ...times(TEN, 'gateway'));
    clock.advance(OUTLIERS.baseEjectionMs * ejection - 1);
    expect(outliers.isEjected('a')).toBe(true);
    clock.advance(1);
    expect(outliers.isEjected('a')).toBe(false);
  }
});

it('never ejects more than half of them', () => {
  const { outliers, record } = detection();
  for (const region of ['a', 'b', 'c', 'd']) {
    record(region, ...times(TEN, 'gateway'));
  }
  expect(['a', 'b', 'c', 'd'].filter(outliers.isEjected)).toEqual(['a', 'b']);
});
