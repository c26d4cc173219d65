import { hasRedisServer, startRedisServer } from '@sets/store-kit/testing';
import { describe, expect, it } from 'vitest';
import { checkRedis } from '../src/index.ts';

const run = (url: string | undefined) => checkRedis(url).run(new AbortController().signal);

it('skips a Redis that is not configured, and fails at one that is not there', async () => {
  expect((await run(undefined)).status).toBe('skipped');
  await expect(run('redis://127.0.0.1:1')).rejects.toThrow();
});

describe.skipIf(!hasRedisServer())('a real Redis', () => {
  it('answers', async () => {
    const server = await startRedisServer();
    try {
      expect(await run(server.url)).toEqual({ status: 'ok', detail: 'PONG' });
    } finally {
      await server.close();
    }
  });
});
