import type { Clock, Random } from '@sets/service-kit';
import { type SweepDeps, sweep } from '../tasks/handle-sweep-task.ts';

/** About one sweep per so many milliseconds and instance, spread so that instances do not sweep as one. */
const SWEEP_EVERY_MS = 10_000;
/** An instance often starts because another died, and may not live long itself: its first sweep comes soon. */
const FIRST_SWEEP_WITHIN_MS = 2_000;

export interface SweeperDeps extends SweepDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** Sweeps from time to time until stopped, so that nothing waits for the scheduler's minute. */
export function startSweeper(deps: SweeperDeps): () => void {
  let stopped = false;
  let cancel = (): void => {};
  const arm = (ms: number): void => {
    cancel = deps.clock.schedule(() => void run(), ms);
  };
  const run = async (): Promise<void> => {
    try {
      await sweep(deps);
    } catch (error) {
      deps.logger.warn('A sweep failed; the next one follows', { error });
    }
    if (!stopped) {
      arm(SWEEP_EVERY_MS * (0.5 + deps.random()));
    }
  };
  arm(FIRST_SWEEP_WITHIN_MS * deps.random());
  return () => {
    stopped = true;
    cancel();
  };
}
