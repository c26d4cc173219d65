import type { Clock } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { ResultValue } from '../documents/result-document.ts';

const PREFIX = 'sets:result:1:';
const TTL_MS = 60_000;
const COMMAND_MS = 100;
const TOMBSTONE = 'gone';
/** Longer than any read that was under way when a value was invalidated, so that none brings it back. */
const TOMBSTONE_MS = 10_000;
/** After a failure Redis is left alone for so long: a hanging one must not slow each request by its time limit. */
const PAUSE_MS = 1_000;

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

type RedisCommands = Pick<Redis, 'get' | 'set'>;

export interface RedisTierOptions {
  /** Connected by its owner, with `enableOfflineQueue: false` and a short `commandTimeout`. */
  readonly redis: RedisCommands | Promise<RedisCommands>;
  /** Bounds how long another region serves an invalidated value. Default: 60 s. */
  readonly ttlMs?: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Fails open: when Redis does not answer, nothing is found and nothing is stored, and no caller sees an error. */
export interface RedisTier {
  get(key: string): Promise<ResultValue | null>;
  /** `replace` for what was just written; otherwise only an absent entry is filled. */
  set(key: string, value: ResultValue, nowMs: number, mode: 'replace' | 'fill'): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface ConnectRedisOptions extends Pick<RedisTierOptions, 'clock' | 'logger'> {
  readonly redisUrl: string;
  readonly defer: (name: string, release: () => unknown) => void;
}

export function connectRedisTier({ redisUrl, defer, ...options }: ConnectRedisOptions): RedisTier {
  const redis = openRedis(redisUrl);
  defer('Redis', async () => (await redis).disconnect());
  return createRedisTier({ redis, ...options });
}

/** Loaded here: an instance without Redis, which is most, needs nothing of it. */
async function openRedis(redisUrl: string): Promise<Redis> {
  const { Redis: Client } = await import('ioredis');
  const redis = new Client(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 0,
  });
  // Without a listener a refused connection would end the process; the tier itself reports what fails.
  redis.on('error', () => {});
  return redis;
}

export function createRedisTier({ redis, ttlMs = TTL_MS, clock, logger }: RedisTierOptions): RedisTier {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let down = false;

  async function attempt<T>(command: () => Promise<T>, otherwise: T): Promise<T> {
    if (clock.monotonic() < pausedUntil) {
      return otherwise;
    }
    try {
      const answer = await command();
      if (down) {
        logger.info('Redis answers again');
      }
      down = false;
      return answer;
    } catch (error) {
      pausedUntil = clock.monotonic() + PAUSE_MS;
      if (!down) {
        logger.warn('Redis does not answer and is skipped', { error });
      }
      down = true;
      return otherwise;
    }
  }

  return {
    async get(key) {
      const text = await attempt(async () => (await redis).get(PREFIX + key), null);
      return text === null || text === TOMBSTONE ? null : parseEntry(text);
    },
    async set(key, value, nowMs, mode) {
      const lifeMs = Math.floor(Math.min(ttlMs, value.expires_at - nowMs));
      if (lifeMs <= 0) {
        return;
      }
      const text = JSON.stringify(value);
      await attempt<unknown>(
        async () =>
          mode === 'replace'
            ? (await redis).set(PREFIX + key, text, 'PX', lifeMs)
            : (await redis).set(PREFIX + key, text, 'PX', lifeMs, 'NX'),
        null,
      );
    },
    async delete(key) {
      await attempt<unknown>(async () => (await redis).set(PREFIX + key, TOMBSTONE, 'PX', TOMBSTONE_MS), null);
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
