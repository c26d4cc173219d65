import { type ConnectStoreOptions, connectStore } from '@sets/store-kit';
import { Redis } from 'ioredis';
import { createMemoryTier } from './cache/memory-tier.ts';
import { createRedisTier } from './cache/redis-tier.ts';
import { createResultCache } from './cache/result-cache.ts';
import type { CrashHook } from './crash-points.ts';
import { createJobStore, type JobStore } from './job-store.ts';
import { DEFAULT_JOB_POLICY, type JobPolicy } from './policy.ts';

export interface ConnectJobStoreOptions extends Omit<ConnectStoreOptions, 'policy'> {
  readonly redisUrl?: string | undefined;
  readonly policy?: Partial<JobPolicy>;
  readonly crashPoint?: CrashHook;
}

/** Bytes of results held in memory per instance; a result is a few KB. */
const MEMORY_BYTES = 64 * 1024 * 1024;
/** How long an instance may serve what was invalidated elsewhere. */
const MEMORY_TTL_MS = 10_000;
const REDIS_TTL_MS = 60_000;
const REDIS_COMMAND_MS = 100;

export function connectJobStore(options: ConnectJobStoreOptions): JobStore {
  const policy = { ...DEFAULT_JOB_POLICY, ...options.policy };
  const { clock } = options;
  return createJobStore({
    store: connectStore({ ...options, policy }),
    cache: createResultCache({
      memory: createMemoryTier({ maxBytes: MEMORY_BYTES, ttlMs: MEMORY_TTL_MS, clock }),
      ...redisTier(options),
    }),
    policy,
    ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
  });
}

function redisTier({ redisUrl, clock, logger, defer }: ConnectJobStoreOptions) {
  if (redisUrl === undefined) {
    return {};
  }
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: REDIS_COMMAND_MS,
    maxRetriesPerRequest: 0,
  });
  // Without a listener a refused connection would end the process; the tier itself reports what fails.
  redis.on('error', () => {});
  defer('Redis', () => redis.disconnect());
  return { redis: createRedisTier({ redis, ttlMs: REDIS_TTL_MS, clock, logger }) };
}
