import {
  createConfiguredSender,
  describeModels,
  type GeminiSender,
  modelPlanOf,
  modelWarnings,
  type Tier,
} from '@sets/extraction';
import type { GenAiPool } from '@sets/genai-pool';
import { createHttpAgent, fetchThrough, type Metrics, type ProcessParts } from '@sets/service-kit';
import type { WorkerConfig } from '../config.ts';
import { modelSockets } from '../connections.ts';
import type { GenerateDeps } from './generate.ts';
import { createPool } from './pool.ts';

/** The way to the models: the pool says where, the sender makes one call over connections of its own. */
export function composeModels(
  config: WorkerConfig,
  outside: ProcessParts,
  metrics: Metrics,
): Omit<GenerateDeps, 'crashPoint' | 'tracer'> {
  const { clock, lifecycle, logger } = outside;
  announceModels(config, clock.now(), logger);
  const send = composeSender(config, outside);
  const pool: GenAiPool = createPool(config, { ...outside, metrics });
  lifecycle.defer('model pool', pool.close);
  return {
    pool,
    send,
    tiers: tiersOf(config),
    prefer: config.REGION,
    hedge: config.GENAI_HEDGE,
  };
}

/** The table of who is asked where, without a call; `make doctor` asks them. */
function announceModels(config: WorkerConfig, nowMs: number, logger: ProcessParts['logger']): void {
  const plan = modelPlanOf(config);
  logger.info('The models and where they are asked', { models: describeModels(plan) });
  for (const attention of modelWarnings(plan, nowMs)) {
    logger.warn('A model needs attention', { attention });
  }
}

/** The models of each tier in the order in which they are asked. */
function tiersOf(config: WorkerConfig): GenerateDeps['tiers'] {
  const { tiers } = modelPlanOf(config);
  const models = (tier: (typeof tiers)[Tier]) => tier.map(({ model }) => model);
  return { small: models(tiers.small), large: models(tiers.large) };
}

function composeSender(config: WorkerConfig, { lifecycle }: ProcessParts): GeminiSender {
  const agent = createHttpAgent(modelSockets(config.MAX_CONCURRENT_PROCESSING));
  lifecycle.defer('model connections', () => agent.close());
  return createConfiguredSender(config, fetchThrough(agent));
}
