import { describe, expect, it } from 'vitest';
import type { Clock, TimerOptions } from './clock.ts';
import { startLoop } from './loop.ts';
import { createManualClock } from './testing/index.ts';

function setUp() {
  const clock = createManualClock();
  const began: number[] = [];
  const errors: unknown[] = [];
  const run = async (): Promise<void> => {
    began.push(clock.monotonic());
  };
  return { clock, began, errors, run, onError: (error: unknown) => void errors.push(error) };
}

describe('a loop', () => {
  it('runs first after a pause, then after each', async () => {
    const { clock, began, run, onError } = setUp();
    startLoop(run, { clock, everyMs: 10, onError });
    await clock.advanceAsync(35);
    expect(began).toEqual([10, 20, 30]);
  });

  it('runs first when told to', async () => {
    const { clock, began, run, onError } = setUp();
    startLoop(run, { clock, everyMs: 10, firstAfterMs: 2, onError });
    await clock.advanceAsync(15);
    expect(began).toEqual([2, 12]);
  });

  it.each([
    [0, 5],
    [0.5, 10],
    [0.75, 12.5],
  ])('spreads its pauses evenly around the usual one: a draw of %d', async (drawn, at) => {
    const { clock, began, run, onError } = setUp();
    startLoop(run, { clock, everyMs: 10, jitter: { share: 0.5, random: () => drawn }, onError });
    await clock.advanceAsync(at - 0.1);
    expect(began).toEqual([]);
    await clock.advanceAsync(0.1);
    expect(began).toEqual([at]);
  });

  it('never runs beside itself: the pause begins when a run has ended', async () => {
    const { clock, began, onError } = setUp();
    const run = async (): Promise<void> => {
      began.push(clock.monotonic());
      await new Promise<void>((resolve) => clock.schedule(resolve, 25));
    };
    startLoop(run, { clock, everyMs: 10, onError });
    await clock.advanceAsync(80);
    expect(began).toEqual([10, 45, 80]);
  });

  it('tells of a run that failed, and goes on', async () => {
    const { clock, errors, onError } = setUp();
    let runs = 0;
    startLoop(
      () => {
        runs += 1;
        throw new Error(`run ${runs}`);
      },
      { clock, everyMs: 10, onError },
    );
    await clock.advanceAsync(25);
    expect(errors.map(String)).toEqual(['Error: run 1', 'Error: run 2']);
  });

  it('stops between runs', async () => {
    const { clock, began, run, onError } = setUp();
    const loop = startLoop(run, { clock, everyMs: 10, onError });
    await clock.advanceAsync(10);
    await loop.stop();
    await clock.advanceAsync(50);
    expect([began, clock.pendingTimers]).toEqual([[10], 0]);
  });

  it('stops after the run that is under way', async () => {
    const { clock, onError } = setUp();
    const underway = Promise.withResolvers<void>();
    const loop = startLoop(() => underway.promise, { clock, everyMs: 10, onError });
    await clock.advanceAsync(10);
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await clock.advanceAsync(50);
    expect(stopped).toBe(false);
    underway.resolve();
    await stopping;
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    [undefined, true],
    [true, false],
  ])('in the background lets the process end: keepsProcessAlive %s', (keepsProcessAlive, unref) => {
    const { clock, run, onError } = setUp();
    const seen: (TimerOptions | undefined)[] = [];
    const watched: Clock = {
      ...clock,
      schedule(callback, ms, options) {
        seen.push(options);
        return clock.schedule(callback, ms, options);
      },
    };
    startLoop(run, { clock: watched, everyMs: 10, onError, ...(keepsProcessAlive && { keepsProcessAlive }) });
    expect(seen).toEqual([{ unref }]);
  });
});
