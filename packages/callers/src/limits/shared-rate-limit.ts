import type { Clock } from '@sets/clock';
import type { RedisLink } from '@sets/store-kit';
import { createLocalRateLimit, type RateLimit, verdictOn } from './local-rate-limit.ts';
import { ROUNDING, windowAt } from './window-counts.ts';

const PREFIX = 'sets:limit:1:';

/**
 * Counts `cost` unless the quota would be exceeded, in one step. KEYS: this window and the one before. ARGV: quota,
 * cost, the share of the window before that still counts, milliseconds to keep. Answers what both counted before.
 */
const TAKE = `
local current = tonumber(redis.call('GET', KEYS[1]) or '0')
local previous = tonumber(redis.call('GET', KEYS[2]) or '0')
if current + previous * tonumber(ARGV[3]) + tonumber(ARGV[2]) <= tonumber(ARGV[1]) + ${ROUNDING} then
  redis.call('INCRBY', KEYS[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return {current, previous}
`;

export interface SharedRateLimitOptions {
  /** Of the limit, so that two limits do not count as one. */
  readonly name: string;
  readonly redis: RedisLink;
  readonly clock: Pick<Clock, 'now'>;
  readonly windowMs: number;
}

/**
 * Counts for all instances together in Redis. While that does not answer, each instance counts alone, from what it
 * heard last: nobody is refused because of Redis, and nobody gets more than one quota per instance.
 */
export function createSharedRateLimit({ name, redis, clock, windowMs }: SharedRateLimitOptions): RateLimit {
  const local = createLocalRateLimit({ clock, windowMs });
  return {
    async take(key, demand) {
      const window = windowAt(clock.now(), windowMs);
      const [current, previous] = [window.index, window.index - 1].map((index) => `${PREFIX}${name}:{${key}}:${index}`);
      const counted = await redis.attempt<unknown>(
        (client) =>
          client.eval(TAKE, 2, `${current}`, `${previous}`, demand.quota, demand.cost, 1 - window.passed, 2 * windowMs),
        null,
      );
      const counts = countsIn(counted);
      if (counts === null) {
        return local.take(key, demand);
      }
      const verdict = verdictOn(counts, window, { ...demand, windowMs });
      local.correct(key, { ...counts, current: counts.current + (verdict.admitted ? demand.cost : 0) });
      return verdict;
    },
  };
}

function countsIn(answer: unknown) {
  if (!Array.isArray(answer)) {
    return null;
  }
  const [current, previous] = answer.map(Number);
  return Number.isFinite(current) && Number.isFinite(previous)
    ? { current: Number(current), previous: Number(previous) }
    : null;
}
