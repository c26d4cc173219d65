import type { Clock } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { Redis } from 'ioredis';

const COMMAND_MS = 100;
/** After a failure Redis is left alone for so long: a hanging one must not slow each request by its time limit. */
const PAUSE_MS = 1_000;

export type RedisCommands = Pick<Redis, 'get' | 'set' | 'eval'>;

/** A way to Redis that fails open: nothing of ours needs it to answer. */
export interface RedisLink {
  /** What the command answers; `otherwise` while Redis does not. Never throws. */
  attempt<T>(command: (redis: RedisCommands) => Promise<T>, otherwise: T): Promise<T>;
}

export interface RedisLinkOptions {
  /** Connected by its owner, with `enableOfflineQueue: false` and a short `commandTimeout`. */
  readonly redis: RedisCommands | Promise<RedisCommands>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ConnectRedisOptions extends Pick<RedisLinkOptions, 'clock' | 'logger'> {
  readonly redisUrl: string;
  readonly defer: (name: string, release: () => unknown) => void;
}

export function connectRedis({ redisUrl, defer, ...options }: ConnectRedisOptions): RedisLink {
  const redis = openRedis(redisUrl);
  defer('Redis', async () => (await redis).disconnect());
  return createRedisLink({ redis, ...options });
}

/** Loaded here: an instance without Redis, which is most, needs nothing of it. */
async function openRedis(redisUrl: string): Promise<Redis> {
  const { Redis: Client } = await import('ioredis');
  const redis = new Client(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 0,
  });
  // Without a listener a refused connection would end the process; the link itself reports what fails.
  redis.on('error', () => {});
  return redis;
}

export function createRedisLink({ redis, clock, logger }: RedisLinkOptions): RedisLink {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let down = false;

  return {
    async attempt(command, otherwise) {
      if (clock.monotonic() < pausedUntil) {
        return otherwise;
      }
      try {
        const answer = await command(await redis);
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
    },
  };
}
