import type { UpstreamCheck } from '@sets/service-kit';

const COMMAND_MS = 2_000;

/** One PING over a connection of its own. Redis is never needed: it spares reads of Firestore. */
export const checkRedis = (redisUrl: string | undefined): UpstreamCheck => ({
  kind: 'redis',
  name: 'Redis',
  breaks: 'Hits that memory does not have go to Firestore',
  vital: [],
  async run() {
    if (redisUrl === undefined) {
      return { status: 'skipped', detail: 'not configured (REDIS_URL)' };
    }
    const { Redis } = await import('ioredis');
    const redis = new Redis(redisUrl, {
      lazyConnect: true,
      connectTimeout: COMMAND_MS,
      commandTimeout: COMMAND_MS,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return { status: 'ok', detail: await redis.ping() };
    } finally {
      redis.disconnect();
    }
  },
});
