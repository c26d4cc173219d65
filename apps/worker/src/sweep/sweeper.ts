import { type Clock, type Loop, type Random, startLoop } from '@sets/clock';
import { type SweepDeps, sweep } from './sweep.ts';

/** About one sweep per so many milliseconds and region, spread so that its instances do not sweep as one. */
const SWEEP_EVERY_MS = 10_000;
/** An instance often starts because another died, and may not live long itself: its first sweep comes soon. */
const FIRST_SWEEP_WITHIN_MS = 2_000;

export interface SweeperDeps extends SweepDeps {
  /** Workers that live in the own region, as far as known; each takes its share of the region's sweeps. */
  readonly workersHere: () => Promise<number>;
  readonly clock: Clock;
  readonly random: Random;
}

/** The cost of sweeping is a region's: of ten workers each sweeps every tenth time, by chance. */
async function sweepInTurn(deps: SweeperDeps): Promise<void> {
  const workers = Math.max(1, await deps.workersHere());
  if (workers === 1 || deps.random() < 1 / workers) {
    await sweep(deps);
  }
}

/** Sweeps from time to time until stopped, so that nothing waits for the scheduler's minute. */
export const startSweeper = (deps: SweeperDeps): Loop =>
  startLoop(() => sweepInTurn(deps), {
    clock: deps.clock,
    everyMs: SWEEP_EVERY_MS,
    jitter: { share: 0.5, random: deps.random },
    firstAfterMs: FIRST_SWEEP_WITHIN_MS * deps.random(),
    onError: (error) => deps.logger.warn('A sweep failed; the next one follows', { error }),
  });
