import { type Clock, type Loop, type Random, startLoop } from '@sets/clock';
import { type SweepDeps, sweep } from './sweep.ts';

/** About one sweep per so many milliseconds and instance, spread so that instances do not sweep as one. */
const SWEEP_EVERY_MS = 10_000;
/** An instance often starts because another died, and may not live long itself: its first sweep comes soon. */
const FIRST_SWEEP_WITHIN_MS = 2_000;

export interface SweeperDeps extends SweepDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** Sweeps from time to time until stopped, so that nothing waits for the scheduler's minute. */
export const startSweeper = (deps: SweeperDeps): Loop =>
  startLoop(() => sweep(deps), {
    clock: deps.clock,
    everyMs: SWEEP_EVERY_MS,
    jitter: { share: 0.5, random: deps.random },
    firstAfterMs: FIRST_SWEEP_WITHIN_MS * deps.random(),
    onError: (error) => deps.logger.warn('A sweep failed; the next one follows', { error }),
  });
