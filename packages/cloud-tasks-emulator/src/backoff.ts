import type { RetryConfig } from './model.ts';

/**
 * Milliseconds between the end of failed attempt number `attempt` (1 for the first) and its retry.
 * Doubles `maxDoublings` times, then grows by the last doubled interval, then stays at the maximum:
 * 10 s, 300 s, 3 gives 10, 20, 40, 80, 160, 240, 300, 300 … (reference of RetryConfig.max_doublings).
 */
export function retryDelayMs(config: RetryConfig, attempt: number): number {
  const doublings = Math.min(attempt - 1, config.maxDoublings);
  const doubled = config.minBackoffMs * 2 ** doublings;
  const linearSteps = attempt - 1 - doublings;
  return Math.min(config.maxBackoffMs, doubled * (1 + linearSteps));
}

/** Attempts end only when the count and the duration are both used up. */
export function isExhausted(config: RetryConfig, attempts: number, sinceFirstAttemptMs: number): boolean {
  const attemptsUsed = config.maxAttempts !== -1 && attempts >= config.maxAttempts;
  const durationUsed = config.maxRetryDurationMs === 0 || sinceFirstAttemptMs >= config.maxRetryDurationMs;
  return attemptsUsed && durationUsed;
}
