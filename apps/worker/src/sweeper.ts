import type { Clock, Random } from '@sets/service-kit';
import { type SweepDeps, sweep } from './handle-sweep-task.ts';

/** About one sweep per so many milliseconds and instance, spread so that instances do not sweep as one. */
const SWEEP_EVERY_MS = 10_000;

export interface SweeperDeps extends SweepDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** Sweeps from time to time until stopped, so that nothing waits for the scheduler's minute. */
export function startSweeper(deps: SweeperDeps): () => void {
  let stopped = false;
  let cancel = (): void => {};
  const arm = (): void => {
    cancel = deps.clock.schedule(() => void run(), SWEEP_EVERY_MS * (0.5 + deps.random()));
  };
  const run = async (): Promise<void> => {
    try {
      await sweep(deps);
    } catch (error) {
      deps.logger.warn('A sweep failed; the next one follows', { error });
    }
    if (!stopped) arm();
  };
  arm();
  return () => {
    stopped = true;
    cancel();
  };
}
