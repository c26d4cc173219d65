import { type Clock, createSingleFlight } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { DocumentStore } from '@sets/store-kit';
import type { ResultValue } from '../documents/result-document.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { Held, MemoryTier } from './memory-tier.ts';
import type { RedisEntry, RedisTier } from './redis-tier.ts';
import { createResultNews } from './result-news.ts';

export type CacheTier = 'memory' | 'redis' | 'firestore';

/** A value from a tier, with its answer where that is kept. */
export interface Cached {
  readonly value: ResultValue;
  readonly tier: CacheTier;
  readonly parts: AnswerParts | null;
}

/**
 * The tiers in front of Firestore. What memory holds is served as long as all invalidations of up to 10 s ago are known
 * (`ResultNews`), for one look at them confirms every key; see ADR 0034.
 */
export interface ResultCache {
  /** A value that counts as known: fresh, and taken away by nobody. Costs no Firestore operation of its own. */
  peek(key: string, nowMs: number): Promise<Cached | null>;
  /** Whatever memory holds that has not expired; for times when Firestore does not answer. */
  lastKnown(key: string, nowMs: number): ResultValue | null;
  /** After a read of Firestore, at `readAtMs` by its clock. */
  fill(key: string, value: ResultValue, readAtMs: number): Promise<void>;
  /** After a write: passes all tiers and replaces what they hold. */
  replace(key: string, value: ResultValue, nowMs: number): Promise<void>;
  invalidate(key: string): Promise<void>;
}

export interface ResultCacheOptions {
  readonly memory: MemoryTier;
  readonly redis?: RedisTier;
  readonly documents: Pick<DocumentStore, 'find' | 'serverTime' | 'seemsOut'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Then an entry is read again, once: a value that was replaced or deleted by hand, and not invalidated, ends so. */
const MAX_AGE_MS = 15 * 60_000;
/** An instance that is cut off from Firestore cannot hear of invalidations: it shows what it knew, marked, so long. */
const CUT_OFF_MS = 10 * 60_000;

export function createResultCache({ memory, redis, ...outside }: ResultCacheOptions): ResultCache {
  // Concurrent misses of one key share one question to Redis.
  const asking = createSingleFlight<string, RedisEntry | null>();
  const news = createResultNews({
    ...outside,
    onValue: keep,
    onInvalidated: (key, atMs) => memory.delete(key, atMs),
    onGap: () => memory.clear(),
  });

  function keep(key: string, value: ResultValue, readAtMs: number): void {
    if (!news.isVoid(key, readAtMs)) {
      news.keepSince(readAtMs);
      memory.set(key, value, readAtMs);
    }
  }

  const usable = (held: Held | null, nowMs: number): held is Held =>
    held !== null && held.ageMs < MAX_AGE_MS && nowMs < held.value.fresh_until;

  return {
    async peek(key, nowMs) {
      if (redis === undefined && memory.get(key) === null) {
        return null;
      }
      const known = news.upToDate();
      if (!(known === true || (await known))) {
        return null;
      }
      const held = memory.get(key);
      if (usable(held, nowMs)) {
        return { value: held.value, tier: 'memory', parts: held.parts };
      }
      const found = redis === undefined ? null : await asking.run(key, () => redis.get(key));
      if (found === null || nowMs >= found.value.fresh_until || news.isVoid(key, found.readAtMs)) {
        return null;
      }
      memory.set(key, found.value, found.readAtMs);
      return { value: found.value, tier: 'redis', parts: null };
    },
    lastKnown(key, nowMs) {
      const held = memory.get(key);
      if (held === null || nowMs >= held.value.expires_at) {
        return null;
      }
      return Math.min(held.ageMs, news.ageMs()) < CUT_OFF_MS ? held.value : null;
    },
    async fill(key, value, readAtMs) {
      keep(key, value, readAtMs);
      await redis?.set(key, { value, readAtMs }, 'fill');
    },
    async replace(key, value, nowMs) {
      keep(key, value, nowMs);
      await redis?.set(key, { value, readAtMs: nowMs }, 'replace');
    },
    async invalidate(key) {
      memory.delete(key);
      await redis?.delete(key);
    },
  };
}
