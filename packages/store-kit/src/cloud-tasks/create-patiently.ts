import { type Clock, type Random, sleep } from '@sets/clock';
import { isStorageUnavailable } from '../store-errors.ts';

/** UNAVAILABLE and DEADLINE_EXCEEDED of createTask are reported often, and pass within a moment. */
const TRIES = 5;
const FIRST_DELAY_MS = 100;
/** A request waits for this; what is not created by then is the sweeper's. */
const BUDGET_MS = 2_000;

/**
 * Runs `create` again while the service stays silent: at once, after full jitter up to 100, 200, 400, 800 ms, and not
 * beyond two seconds in all.
 */
export async function createPatiently<T>(
  create: () => Promise<T>,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<T> {
  const startedAt = clock.monotonic();
  for (let failed = 1; ; failed += 1) {
    try {
      return await create();
    } catch (error) {
      const delayMs = random() * FIRST_DELAY_MS * 2 ** (failed - 1);
      const isLate = clock.monotonic() + delayMs - startedAt > BUDGET_MS;
      if (!isStorageUnavailable(error) || failed === TRIES || isLate) {
        throw error;
      }
      await sleep(clock, delayMs);
    }
  }
}
