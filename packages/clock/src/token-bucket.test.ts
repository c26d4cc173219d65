import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from './testing/index.ts';
import { createTokenBucket } from './token-bucket.ts';

test('lets a burst through, then one token per period', async () => {
  const clock = createManualClock();
  const bucket = createTokenBucket(clock);
  expect([1, 2, 3].map(() => bucket.take(2, 3))).toEqual([0, 0, 0]);
  expect(bucket.take(2, 3)).toBe(500);
  await clock.advanceAsync(500);
  expect(bucket.take(2, 3)).toBe(0);
  expect(bucket.take(2, 3)).toBe(500);
});

test('no window of time sees more than burst + rate × window, and waiting as told always yields a token', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.1, max: 500, noNaN: true }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 30 }),
      async (rate, burst, pauses) => {
        const clock = createManualClock(0);
        const bucket = createTokenBucket(clock);
        const taken: number[] = [];
        for (const pause of pauses) {
          await clock.advanceAsync(pause);
          let wait = bucket.take(rate, burst);
          for (let n = 0; wait === 0 && n < 300; n += 1) {
            taken.push(clock.now());
            wait = bucket.take(rate, burst);
          }
          if (wait === 0) {
            continue;
          }
          await clock.advanceAsync(wait);
          expect(bucket.take(rate, burst)).toBe(0);
          taken.push(clock.now());
        }
        for (const [first, from] of taken.entries()) {
          for (let last = first; last < taken.length; last += 37) {
            const seconds = ((taken[last] ?? 0) - from) / 1000;
            expect(last - first + 1).toBeLessThanOrEqual(burst + rate * seconds + 1e-6);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});
