import type { ClientBase } from './options.ts';
import { pause, type Random } from './platform.ts';
import { ProblemError } from './problem-error.ts';

const FIRST_MS = 500;
const LONGEST_MS = 8_000;
/** Who is asked to come back later than that is told so instead of being kept: a day's budget, for one. */
const LONGEST_ASKED_S = 60;
/** Spread over those who were all told the same time. */
const SPREAD_MS = 1_000;

/** Milliseconds before try number `failures + 1`, with full jitter; what the API asked for comes first. */
export function delayAfter(failures: number, random: Random, retryAfterS?: number): number {
  return retryAfterS === undefined
    ? random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1))
    : retryAfterS * 1_000 + random() * SPREAD_MS;
}

export const isWorthRetrying = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.retryable && (error.retryAfterS ?? 0) <= LONGEST_ASKED_S;

/** Sends again what may be sent again. @throws what the last try met, or the signal's reason. */
export async function withRetries<T>(
  { clock, random, tries }: ClientBase,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (failures >= tries || !isWorthRetrying(error)) {
        throw error;
      }
      await pause(clock, delayAfter(failures, random, error.retryAfterS), signal);
    }
  }
}
