import type { RedisLink } from '@sets/store-kit';
import { z } from 'zod';
import type { ResultValue } from '../documents/result-document.ts';

const PREFIX = 'sets:result:2:';
const TTL_MS = 60_000;
const TOMBSTONE = 'gone';
/** Longer than any read that was under way when a value was invalidated, so that none brings it back. */
const TOMBSTONE_MS = 10_000;

/** Enough to trust that an entry is ours; the rest was validated when it was written. */
const entrySchema = z.object({
  readAtMs: z.number(),
  value: z.looseObject({
    kind: z.enum(['ready', 'negative']),
    job_id: z.string(),
    created_at: z.number(),
    fresh_until: z.number(),
    expires_at: z.number(),
  }),
});

export interface RedisEntry {
  readonly value: ResultValue;
  /** The server's time at which it was known to stand, in milliseconds since the epoch. */
  readonly readAtMs: number;
}

export interface RedisTierOptions {
  readonly link: RedisLink;
  /** Shorter than invalidations are looked back for (`ResultNews`). Default: 60 s. */
  readonly ttlMs?: number;
}

/** Fails open: when Redis does not answer, nothing is found and nothing is stored, and no caller sees an error. */
export interface RedisTier {
  get(key: string): Promise<RedisEntry | null>;
  /** `replace` for what was just written; otherwise only an absent entry is filled. */
  set(key: string, entry: RedisEntry, mode: 'replace' | 'fill'): Promise<void>;
  delete(key: string): Promise<void>;
}

export function createRedisTier({ link, ttlMs = TTL_MS }: RedisTierOptions): RedisTier {
  return {
    async get(key) {
      const text = await link.attempt((redis) => redis.get(PREFIX + key), null);
      return text === null || text === TOMBSTONE ? null : parseEntry(text);
    },
    async set(key, entry, mode) {
      const lifeMs = Math.floor(Math.min(ttlMs, entry.value.expires_at - entry.readAtMs));
      if (lifeMs <= 0) {
        return;
      }
      const text = JSON.stringify(entry);
      await link.attempt<unknown>(
        (redis) =>
          mode === 'replace'
            ? redis.set(PREFIX + key, text, 'PX', lifeMs)
            : redis.set(PREFIX + key, text, 'PX', lifeMs, 'NX'),
        null,
      );
    },
    async delete(key) {
      await link.attempt<unknown>((redis) => redis.set(PREFIX + key, TOMBSTONE, 'PX', TOMBSTONE_MS), null);
    },
  };
}

function parseEntry(text: string): RedisEntry | null {
  try {
    const entry: unknown = JSON.parse(text);
    return entrySchema.safeParse(entry).success ? (entry as RedisEntry) : null;
  } catch {
    return null;
  }
}
