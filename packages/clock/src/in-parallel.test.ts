import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

it('runs at most so many at once, and answers in the order of the items', async () => {
  let running = 0;
  let most = 0;
  const answers = await inParallel([5, 1, 4, 2, 3], 2, async (turns, index) => {
    running += 1;
    most = Math.max(most, running);
    for (let left = turns; left > 0; left -= 1) {
      await turn();
    }
    running -= 1;
    return `${index}: ${turns}`;
  });
  expect(answers).toEqual(['0: 5', '1: 1', '2: 4', '3: 2', '4: 3']);
  expect(most).toBe(2);
});
