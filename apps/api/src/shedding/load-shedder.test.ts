import { createManualClock } from '@sets/clock/testing';
import { PROBLEMS, ProblemError } from '@sets/contract';
import { createMetrics, type Logger } from '@sets/service-kit';
import { expect, test } from 'vitest';
import { createLoadShedder } from './load-shedder.ts';

const LIMITS = { maxInFlight: 10, maxLagMs: 100 };

function setUp({ random = () => 0 }: { readonly random?: () => number } = {}) {
  const clock = createManualClock();
  const metrics = createMetrics({ service: 'api', region: 'r' });
  const load = { inFlight: 1, lagMs: 0 };
  const lines: string[] = [];
  const note = (message: string): void => void lines.push(message);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const shedder = createLoadShedder({
    ...{ limits: LIMITS, clock, random, logger, metrics },
    inFlight: () => load.inFlight,
    lag: { read: () => load.lagMs },
  });
  const isTaken = (): boolean => {
    try {
      shedder.admit();
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'overloaded' });
      return false;
    }
  };
  /** Half-second looks, with the loop as late as given. */
  const looks = async (lagMs: number, count: number): Promise<void> => {
    load.lagMs = lagMs;
    for (let n = 0; n < count; n += 1) {
      await clock.advanceAsync(500);
    }
  };
  return { shedder, load, lines, isTaken, looks, metrics };
}

test('with too many requests only the excess is refused', () => {
  const { load, isTaken } = setUp();
  load.inFlight = 10;
  expect(isTaken()).toBe(true);
  load.inFlight = 11;
  expect(isTaken()).toBe(false);
  load.inFlight = 10;
  expect(isTaken()).toBe(true);
});

test('one late look is no overload, two in a row are', async () => {
  const { isTaken, looks } = setUp();
  await looks(900, 1);
  expect(isTaken()).toBe(true);
  await looks(20, 1);
  await looks(101, 1);
  expect(isTaken()).toBe(true);
  await looks(101, 1);
  expect(isTaken()).toBe(false);
});

test('a late loop must be well for a while before misses are taken again', async () => {
  const { isTaken, looks } = setUp();
  await looks(300, 2);
  await looks(60, 8);
  expect(isTaken()).toBe(false);
  await looks(50, 3);
  await looks(60, 1);
  await looks(50, 3);
  expect(isTaken()).toBe(false);
  await looks(50, 1);
  expect(isTaken()).toBe(true);
});

test('each change is one line and is seen on the gauge, however often the excess comes and goes', async () => {
  const { load, lines, isTaken, looks, metrics } = setUp();
  const shedding = async () => /^sets_shedding\{.*\} (\d)$/m.exec(await metrics.expose())?.[1];
  for (let round = 0; round < 20; round += 1) {
    load.inFlight = round % 2 === 0 ? 50 : 5;
    isTaken();
    await looks(0, 1);
  }
  expect([lines, await shedding()]).toEqual([['Misses are refused'], '1']);
  load.inFlight = 5;
  await looks(0, 4);
  expect([lines, await shedding()]).toEqual([['Misses are refused', 'Misses are taken again'], '0']);
  expect(await metrics.expose()).toMatch(/sets_misses_shed_total\{reason="requests",.*\} 10/);
});

test('who is refused is told to come back in 2 to 8 s, each at another time', () => {
  const times = [0, 0.25, 1].map((drawn) => {
    const { shedder, load } = setUp({ random: () => drawn });
    load.inFlight = 11;
    try {
      shedder.admit();
    } catch (error) {
      return error instanceof ProblemError ? error.retryAfterS : undefined;
    }
    return undefined;
  });
  expect(times).toEqual([2, 3.5, 8]);
  expect(PROBLEMS.overloaded).toMatchObject({ status: 503, retryable: true });
});
