import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isExhausted, retryDelayMs } from './backoff.ts';
import { DEFAULT_RETRY_CONFIG, type RetryConfig } from './model.ts';

const config = (changes: Partial<RetryConfig>): RetryConfig => ({ ...DEFAULT_RETRY_CONFIG, ...changes });

test('doubles, then grows linearly, then stays at the maximum, as the reference states', () => {
  const documented = config({ minBackoffMs: 10_000, maxBackoffMs: 300_000, maxDoublings: 3 });
  const seconds = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) => retryDelayMs(documented, attempt) / 1000);
  expect(seconds).toEqual([10, 20, 40, 80, 160, 240, 300, 300, 300]);
});

test('without doublings it grows linearly from the minimum', () => {
  const linear = config({ minBackoffMs: 1000, maxBackoffMs: 3500, maxDoublings: 0 });
  expect([1, 2, 3, 4, 5].map((attempt) => retryDelayMs(linear, attempt))).toEqual([1000, 2000, 3000, 3500, 3500]);
});

test('never falls, and stays between minimum and maximum', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 2000 }),
      (minBackoffMs, spread, maxDoublings, attempt) => {
        const any = config({ minBackoffMs, maxBackoffMs: minBackoffMs + spread, maxDoublings });
        const delay = retryDelayMs(any, attempt);
        return delay >= any.minBackoffMs && delay <= any.maxBackoffMs && retryDelayMs(any, attempt + 1) >= delay;
      },
    ),
  );
});

test('attempts end only when both limits are used up', () => {
  const both = config({ maxAttempts: 3, maxRetryDurationMs: 60_000 });
  expect(isExhausted(both, 3, 59_999)).toBe(false);
  expect(isExhausted(both, 2, 60_000)).toBe(false);
  expect(isExhausted(both, 3, 60_000)).toBe(true);
  expect(isExhausted(config({ maxAttempts: 3 }), 3, 0)).toBe(true);
  expect(isExhausted(config({ maxAttempts: -1, maxRetryDurationMs: 1000 }), 1000, 1e9)).toBe(false);
});
