import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { type SweeperDeps, startSweeper } from './sweeper.ts';

const NOTHING = { examined: 0, requeued: 0, redispatched: 0, postponed: 0, ended: 0, told: 0, skipped: 0 };

type SweepOnce = SweeperDeps['store']['jobs']['sweep'];

function start(random: number, sweepOnce: SweepOnce = async () => NOTHING, takeTurn = async () => true) {
  const clock = createManualClock();
  const sweptAt: number[] = [];
  const warnings: string[] = [];
  const logger = { info: () => {}, warn: (message: string) => void warnings.push(message) };
  const sweeper = startSweeper({
    store: {
      jobs: {
        sweep(input) {
          sweptAt.push(clock.monotonic());
          return sweepOnce(input);
        },
      },
      webhooks: { sweep: async () => ({ examined: 0, redispatched: 0 }) },
    },
    regionChoice: async () => (region) => region,
    takeTurn,
    clock,
    random: () => random,
    logger: logger as unknown as SweeperDeps['logger'],
  });
  return { clock, sweeper, sweptAt, warnings };
}

it.each([
  [0, [0, 2_500, 5_000]],
  [0.5, [1_000, 6_000, 11_000]],
])('looks within 2 s of the start, then about every 5 s (chance %d)', async (random, expected) => {
  const { clock, sweptAt } = start(random);
  await clock.advanceAsync(expected.at(-1) ?? 0);
  expect(sweptAt).toEqual(expected);
});

it('goes on after a sweep that failed, and not after it was stopped', async () => {
  const { clock, sweeper, sweptAt, warnings } = start(0.5, () => Promise.reject(new Error('no Firestore')));
  await clock.advanceAsync(6_000);
  expect([sweptAt.length, warnings]).toEqual([2, Array(2).fill('A sweep failed; the next one follows')]);
  await sweeper.stop();
  await clock.advanceAsync(60_000);
  expect(sweptAt).toHaveLength(2);
});

it('leaves the sweep to whoever has the turn, and looks again', async () => {
  const turns = [false, true, false];
  const { clock, sweptAt } = start(0.5, undefined, async () => turns.shift() ?? false);
  await clock.advanceAsync(60_000);
  expect(sweptAt).toEqual([6_000]);
});
