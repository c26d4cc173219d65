import type { Clock, Random } from '@sets/clock';
import { modelPlanOf } from '@sets/extraction';
import {
  combineObservers,
  createGenAiPool,
  createLogObserver,
  createMetricsObserver,
  type GenAiPool,
} from '@sets/genai-pool';
import type { Logger, Metrics } from '@sets/service-kit';
import type { WorkerConfig } from '../config.ts';

export interface PoolDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly random: Random;
}

/** With fewer slots than this a limit would bind that nobody asked for. */
const MIN_CONCURRENCY = 20;
/** A job asks for its text and its media side by side. */
const CALLS_AT_ONCE = 2;

export function createPool(config: WorkerConfig, { logger, metrics, clock, random }: PoolDeps): GenAiPool {
  const { endpoints } = modelPlanOf(config);
  return createGenAiPool({
    endpoints,
    policy: {
      // All jobs may need the same location: the upstream's 429s say when that is too much, not a guess of ours.
      concurrency: { max: Math.max(MIN_CONCURRENCY, config.MAX_CONCURRENT_PROCESSING) },
      pacing: { minIntervalMs: config.GENAI_MIN_INTERVAL * 1_000 },
      quotas: config.GENAI_TOKENS_PER_MINUTE,
      maxWaiting: config.MAX_CONCURRENT_PROCESSING * CALLS_AT_ONCE,
    },
    observer: combineObservers(
      createMetricsObserver(metrics),
      createLogObserver((level, message, fields) => logger[level](message, fields)),
    ),
    clock,
    random,
    ...(config.GEMINI_ALLOWED_LOCATIONS.length === 0 ? {} : { allowedLocations: config.GEMINI_ALLOWED_LOCATIONS }),
  });
}
