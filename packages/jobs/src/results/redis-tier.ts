import type { RedisLink } from '@sets/store-kit';
import { z } from 'zod';
import type { ResultValue } from '../documents/result-document.ts';

const PREFIX = 'sets:result:1:';
const TTL_MS = 60_000;
const TOMBSTONE = 'gone';
/** Longer than any read that was under way when a value was invalidated, so that none brings it back. */
const TOMBSTONE_MS = 10_000;

/** Enough to trust that an entry is ours; the rest was validated when it was written. */
const entrySchema = z
  .object({
    kind: z.enum(['ready', 'negative']),
    job_id: z.string(),
    created_at: z.number(),
    fresh_until: z.number(),
    expires_at: z.number(),
  })
  .loose();

export interface RedisTierOptions {
  readonly link: RedisLink;
  /** Bounds how long another region serves an invalidated value. Default: 60 s. */
  readonly ttlMs?: number;
}

/** Fails open: when Redis does not answer, nothing is found and nothing is stored, and no caller sees an error. */
export interface RedisTier {
  get(key: string): Promise<ResultValue | null>;
  /** `replace` for what was just written; otherwise only an absent entry is filled. */
  set(key: string, value: ResultValue, nowMs: number, mode: 'replace' | 'fill'): Promise<void>;
  delete(key: string): Promise<void>;
}

export function createRedisTier({ link, ttlMs = TTL_MS }: RedisTierOptions): RedisTier {
  return {
    async get(key) {
      const text = await link.attempt((redis) => redis.get(PREFIX + key), null);
      return text === null || text === TOMBSTONE ? null : parseEntry(text);
    },
    async set(key, value, nowMs, mode) {
      const lifeMs = Math.floor(Math.min(ttlMs, value.expires_at - nowMs));
      if (lifeMs <= 0) {
        return;
      }
      const text = JSON.stringify(value);
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

function parseEntry(text: string): ResultValue | null {
  try {
    const entry: unknown = JSON.parse(text);
    return entrySchema.safeParse(entry).success ? (entry as ResultValue) : null;
  } catch {
    return null;
  }
}
