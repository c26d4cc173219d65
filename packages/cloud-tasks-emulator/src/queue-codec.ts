import {
  burstFor,
  DEFAULT_RATE_LIMITS,
  DEFAULT_RETRY_CONFIG,
  MAX_CONCURRENT_DISPATCHES,
  MAX_DISPATCHES_PER_SECOND,
  type Queue,
  type RateLimits,
  type RetryConfig,
} from './model.ts';
import { invalidArgument } from './rpc-error.ts';
import { fromWireTime, toWireTime, type WireQueue, type WireTime } from './wire.ts';

/** Zero and absent are the same in proto3: both ask for the default. */
const orDefault = (value: number | undefined, fallback: number): number =>
  value === undefined || value === 0 ? fallback : value;

const durationOr = (value: WireTime | undefined, fallback: number): number =>
  value === undefined ? fallback : fromWireTime(value);

function readRateLimits(wire: WireQueue): RateLimits {
  const rate = orDefault(wire.rateLimits?.maxDispatchesPerSecond, DEFAULT_RATE_LIMITS.maxDispatchesPerSecond);
  const concurrent = orDefault(wire.rateLimits?.maxConcurrentDispatches, DEFAULT_RATE_LIMITS.maxConcurrentDispatches);
  if (rate < 0) {
    throw invalidArgument('RateLimits.maxDispatchesPerSecond cannot be negative.');
  }
  if (rate > MAX_DISPATCHES_PER_SECOND) {
    throw invalidArgument('RateLimits.maxDispatchesPerSecond must be less than or equal to 500.');
  }
  if (concurrent < 0) {
    throw invalidArgument('RateLimits.maxConcurrentDispatches cannot be negative.');
  }
  if (concurrent > MAX_CONCURRENT_DISPATCHES) {
    throw invalidArgument('RateLimits.maxConcurrentDispatches must be less than or equal to 5000.');
  }
  return { maxDispatchesPerSecond: rate, maxBurstSize: burstFor(rate), maxConcurrentDispatches: concurrent };
}

function readRetryConfig(wire: WireQueue): RetryConfig {
  const given = wire.retryConfig;
  const config = {
    maxAttempts: orDefault(given?.maxAttempts, DEFAULT_RETRY_CONFIG.maxAttempts),
    // "will be truncated to the nearest second"
    maxRetryDurationMs: Math.floor(durationOr(given?.maxRetryDuration, 0) / 1000) * 1000,
    minBackoffMs: durationOr(given?.minBackoff, DEFAULT_RETRY_CONFIG.minBackoffMs),
    maxBackoffMs: durationOr(given?.maxBackoff, DEFAULT_RETRY_CONFIG.maxBackoffMs),
    maxDoublings: orDefault(given?.maxDoublings, DEFAULT_RETRY_CONFIG.maxDoublings),
  };
  if (config.maxAttempts < -1) {
    throw invalidArgument('RetryConfig.maxAttempts must be greater or equal to -1.');
  }
  if (config.maxRetryDurationMs < 0) {
    throw invalidArgument('RetryConfig.maxRetryDuration cannot be negative.');
  }
  if (config.maxDoublings < 0) {
    throw invalidArgument('RetryConfig.maxDoublings cannot be negative.');
  }
  if (config.minBackoffMs < 0) {
    throw invalidArgument('RetryConfig.minBackoff cannot be negative.');
  }
  if (config.maxBackoffMs < 0) {
    throw invalidArgument('RetryConfig.maxBackoff cannot be negative.');
  }
  if (config.minBackoffMs > config.maxBackoffMs) {
    throw invalidArgument('RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.');
  }
  return config;
}

/** A queue as a caller asks for it. State and purge time are output only. */
export const readQueue = (name: string, wire: WireQueue): Queue => ({
  name,
  rateLimits: readRateLimits(wire),
  retryConfig: readRetryConfig(wire),
  state: 'RUNNING',
  purgedAt: null,
});

const camel = (path: string): string => path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The queue with the fields that the mask names taken from the request; an empty mask names them all. */
export function applyQueueUpdate(current: Queue, wire: WireQueue, mask: readonly string[]): Queue {
  const existing = writeQueue(current);
  const paths = mask.length === 0 ? ['rateLimits', 'retryConfig'] : mask.map(camel);
  const merged: Record<string, Record<string, unknown>> = {
    rateLimits: { ...existing.rateLimits },
    retryConfig: { ...existing.retryConfig },
  };
  for (const path of paths) {
    const [group = '', field] = path.split('.');
    if (group !== 'rateLimits' && group !== 'retryConfig') {
      continue;
    }
    const given: Record<string, unknown> = { ...wire[group] };
    merged[group] = field === undefined ? given : { ...merged[group], [field]: given[field] };
  }
  return { ...readQueue(current.name, merged), state: current.state, purgedAt: current.purgedAt };
}

export const writeQueue = (queue: Queue): WireQueue => ({
  name: queue.name,
  rateLimits: queue.rateLimits,
  retryConfig: {
    maxAttempts: queue.retryConfig.maxAttempts,
    ...(queue.retryConfig.maxRetryDurationMs === 0
      ? {}
      : { maxRetryDuration: toWireTime(queue.retryConfig.maxRetryDurationMs) }),
    minBackoff: toWireTime(queue.retryConfig.minBackoffMs),
    maxBackoff: toWireTime(queue.retryConfig.maxBackoffMs),
    maxDoublings: queue.retryConfig.maxDoublings,
  },
  state: queue.state,
  ...(queue.purgedAt === null ? {} : { purgeTime: toWireTime(queue.purgedAt) }),
});
