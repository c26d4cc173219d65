import { createManualClock } from '@sets/clock/testing';
import { silentLogger } from '@sets/service-kit';
import { createRedisLink } from '@sets/store-kit';
import { hasRedisServer, startRedisServer } from '@sets/store-kit/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSharedRateLimit } from '../src/limits/shared-rate-limit.ts';

const WINDOW_MS = 60_000;
const available = hasRedisServer();
const title = available
  ? 'a limit shared through a real Redis'
  : 'a limit shared through a real Redis (skipped: no redis-server on PATH)';

describe.skipIf(!available)(title, () => {
  let server: Awaited<ReturnType<typeof startRedisServer>>;
  const connections: Redis[] = [];
  const clock = createManualClock(WINDOW_MS * 1_000);
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(async () => {
    for (const connection of connections) {
      connection.disconnect();
    }
    await server.close();
  });

  /** One more instance, with a connection of its own. */
  async function instance(name = 'requests') {
    const redis = new Redis(server.url, { enableOfflineQueue: false, commandTimeout: 100, maxRetriesPerRequest: 0 });
    redis.on('error', () => {});
    connections.push(redis);
    await new Promise((resolve) => redis.once('ready', resolve));
    const limit = createSharedRateLimit({
      ...{ name, clock, windowMs: WINDOW_MS },
      redis: createRedisLink({ redis, clock, logger: silentLogger }),
    });
    return async (key: string, quota = 50) => await limit.take(key, { quota, cost: 1 });
  }

  it('admits one quota from four instances that are asked at once, and tells each what is left', async () => {
    const instances = await Promise.all([1, 2, 3, 4].map(() => instance()));
    const verdicts = await Promise.all(instances.flatMap((take) => Array.from({ length: 50 }, () => take('ada'))));
    expect(verdicts.filter(({ admitted }) => admitted)).toHaveLength(50);
    expect(Math.min(...verdicts.map(({ remaining }) => remaining))).toBe(0);
    clock.advance(WINDOW_MS * 1.5);
    const later = await Promise.all(instances.flatMap((take) => Array.from({ length: 50 }, () => take('ada'))));
    expect(later.filter(({ admitted }) => admitted)).toHaveLength(25);
  });

  it('knows each limit and each caller apart', async () => {
    const [requests, others] = [await instance(), await instance('others')];
    expect((await requests('bob', 1)).admitted).toBe(true);
    const verdicts = [await requests('bob', 1), await others('bob', 1), await requests('eve', 1)];
    expect(verdicts.map(({ admitted }) => admitted)).toEqual([false, true, true]);
  });

  it('counts alone from what it heard last while Redis hangs or is gone, and together again after it', async () => {
    const [one, other] = [await instance(), await instance()];
    await other('cleo', 4);
    await one('cleo', 4);
    await server.hang();
    expect([(await one('cleo', 4)).admitted, (await one('cleo', 4)).admitted]).toEqual([true, true]);
    await server.resume();
    await server.stop();
    expect((await one('cleo', 4)).admitted).toBe(false);
    await server.start();
    await Promise.all(connections.slice(-2).map((redis) => new Promise((resolve) => redis.once('ready', resolve))));
    clock.advance(3 * WINDOW_MS);
    expect([(await one('cleo', 1)).admitted, (await other('cleo', 1)).admitted]).toEqual([true, false]);
  });
});
