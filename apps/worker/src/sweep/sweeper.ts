import { type Clock, type Loop, type Random, startLoop } from '@sets/clock';
import { type SweepDeps, sweep } from './sweep.ts';

/** How often an instance looks whether a sweep is due, spread so that they do not look as one. */
const LOOK_EVERY_MS = 5_000;
/** An instance often starts because another died, and may not live long itself: its first look comes soon. */
const FIRST_LOOK_WITHIN_MS = 2_000;

export interface SweeperDeps extends SweepDeps {
  /** Whether this instance is to sweep for its region now. */
  readonly takeTurn: () => Promise<boolean>;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Sweeps in turn with the region's other workers until stopped, so that nothing waits for the scheduler's minute: while
 * one of them lives, no more than 13 s pass between two sweeps.
 */
export const startSweeper = (deps: SweeperDeps): Loop =>
  startLoop(
    async () => {
      if (await deps.takeTurn()) {
        await sweep(deps);
      }
    },
    {
      clock: deps.clock,
      everyMs: LOOK_EVERY_MS,
      jitter: { share: 0.5, random: deps.random },
      firstAfterMs: FIRST_LOOK_WITHIN_MS * deps.random(),
      onError: (error) => deps.logger.warn('A sweep failed; the next one follows', { error }),
    },
  );
