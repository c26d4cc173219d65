import type { PoolCore } from '../pool-core.ts';
import type { RunOptions } from './run-options.ts';
import type { Wish } from './survey.ts';
import type { Tier } from './tier.ts';

/** What one `run` is about, settled when it begins. Times are monotonic. */
export interface RunPlan {
  readonly tier: Tier;
  readonly wish: Wish;
  readonly startedAt: number;
  /** Most calls that it may make. */
  readonly maxAttempts: number;
}

export function planRun(core: PoolCore, options: RunOptions<never>): RunPlan {
  const { prefer, size = 'default', deadlineMs = core.policy.deadlineMs } = options;
  const tier = core.tierOf(options.tier);
  const startedAt = core.clock.monotonic();
  return {
    tier,
    startedAt,
    maxAttempts: options.maxAttempts ?? Number.POSITIVE_INFINITY,
    wish: {
      size,
      tokens: options.estimateTokens ?? core.usualOf(tier.firstModel, size).tokens,
      deadlineAt: startedAt + deadlineMs,
      homes: tier.homesOf(prefer),
      rttMs: (location) => core.rttMs(prefer, location),
      maxWaitMs: core.policy.cooldown.maxWaitMs,
    },
  };
}
