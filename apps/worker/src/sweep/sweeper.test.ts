import type { Clock } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { type SweeperDeps, startSweeper } from './sweeper.ts';

/** A clock that only records what was scheduled; the test runs it. */
function recordingClock() {
  const scheduled: { readonly ms: number; readonly run: () => void }[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    schedule(run, ms) {
      const entry = { ms, run };
      scheduled.push(entry);
      return () => void scheduled.splice(scheduled.indexOf(entry), 1);
    },
  };
  return { clock, scheduled };
}

const NOTHING = { examined: 0, requeued: 0, redispatched: 0, postponed: 0, ended: 0, skipped: 0 };

function start(sweepJobs: SweeperDeps['store']['sweepJobs'], random: number) {
  const { clock, scheduled } = recordingClock();
  const warnings: string[] = [];
  const logger = { info: () => {}, warn: (message: string) => void warnings.push(message) };
  const stop = startSweeper({
    store: { sweepJobs },
    route: async () => (region) => region,
    clock,
    random: () => random,
    logger: logger as unknown as SweeperDeps['logger'],
  });
  return { stop, scheduled, warnings };
}

it.each([
  [0, 0, 5_000],
  [0.5, 1_000, 10_000],
])('sweeps within 2 s of the start, then about every 10 s (chance %d)', async (random, first, next) => {
  const { scheduled } = start(async () => NOTHING, random);
  expect(scheduled.map(({ ms }) => ms)).toEqual([first]);
  scheduled.shift()?.run();
  await expect.poll(() => scheduled.map(({ ms }) => ms)).toEqual([next]);
});

it('goes on after a sweep that failed, and not after it was stopped', async () => {
  const { scheduled, stop, warnings } = start(() => Promise.reject(new Error('no Firestore')), 0.5);
  scheduled.shift()?.run();
  await expect.poll(() => scheduled.length).toBe(1);
  expect(warnings).toEqual(['A sweep failed; the next one follows']);
  stop();
  expect(scheduled).toEqual([]);
});
