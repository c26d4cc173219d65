import { createSingleFlight } from '@sets/clock';
import type { ResultValue } from '../documents/result-document.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { RedisTier } from './redis-tier.ts';

export type CacheTier = 'memory' | 'redis' | 'firestore';

/**
 * The tiers in front of Firestore. Invalidation reaches other instances by their short time to live, not by
 * listeners: a listener per hot key costs reads and goes deaf exactly when Firestore is away, a time limit does not.
 */
export interface ResultCache {
  /** A value that still counts as known: fresh, and confirmed not long ago. No Firestore operation. */
  peek(key: string, nowMs: number): Promise<{ readonly value: ResultValue; readonly tier: CacheTier } | null>;
  /** Whatever memory holds that has not expired; for times when Firestore does not answer. */
  lastKnown(key: string, nowMs: number): ResultValue | null;
  /** After a read of Firestore. */
  fill(key: string, value: ResultValue, nowMs: number): Promise<void>;
  /** After a write: passes all tiers and replaces what they hold. */
  replace(key: string, value: ResultValue, nowMs: number): Promise<void>;
  invalidate(key: string): Promise<void>;
}

export interface ResultCacheOptions {
  readonly memory: MemoryTier;
  readonly redis?: RedisTier;
}

export function createResultCache({ memory, redis }: ResultCacheOptions): ResultCache {
  // Concurrent misses of one key share one question to Redis.
  const asking = createSingleFlight<string, ResultValue | null>();

  return {
    async peek(key, nowMs) {
      const held = memory.get(key);
      if (held?.confirmed && nowMs < held.value.fresh_until) {
        return { value: held.value, tier: 'memory' };
      }
      if (redis === undefined) {
        return null;
      }
      const value = await asking.run(key, () => redis.get(key));
      if (value === null || nowMs >= value.fresh_until) {
        return null;
      }
      memory.set(key, value);
      return { value, tier: 'redis' };
    },
    lastKnown(key, nowMs) {
      const held = memory.get(key);
      return held !== null && nowMs < held.value.expires_at ? held.value : null;
    },
    async fill(key, value, nowMs) {
      memory.set(key, value);
      await redis?.set(key, value, nowMs, 'fill');
    },
    async replace(key, value, nowMs) {
      memory.set(key, value);
      await redis?.set(key, value, nowMs, 'replace');
    },
    async invalidate(key) {
      memory.delete(key);
      await redis?.delete(key);
    },
  };
}
