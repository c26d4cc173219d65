import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { measureEventLoopLag } from './event-loop-lag.ts';

/** Nothing else runs for `ms`. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

it('tells by how much the loop is late, since it was last asked', async () => {
  const lag = measureEventLoopLag();
  // Never asked before its first sample: a loop that has not turned is not late.
  expect(lag.read()).toBe(0);
  for (let turn = 0; turn < 6; turn += 1) {
    block(150);
    await nextTurn();
  }
  // However busy the machine: each turn took that long at least, less the first, which the sampler may have joined late.
  expect(lag.read()).toBeGreaterThan(60);
  lag.stop();
});
