import type { Clock } from './clock.ts';
import { sleep } from './sleep.ts';

/**
 * What `answer` resolves to, or undefined once `ms` have passed: it is waited for no longer then, and whatever it does
 * is ignored. Rejects as it does before that. Leaves no timer behind.
 */
export async function orLate<T>(clock: Clock, answer: Promise<T>, ms: number): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([answer, sleep(clock, ms, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
