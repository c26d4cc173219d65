import { baseUrlOf, createGeminiSender, type GeminiSender } from '@sets/extraction';
import type { GenAiPool } from '@sets/genai-pool';
import { createHttpAgent, type Metrics, type ProcessParts } from '@sets/service-kit';
import { fetch as undiciFetch } from 'undici';
import type { WorkerConfig } from '../config.ts';
import type { GenerateDeps } from './generate.ts';
import { createPool } from './pool.ts';

/** The way to the models: the pool says where, the sender makes one call over connections of its own. */
export function composeModels(
  config: WorkerConfig,
  outside: ProcessParts,
  metrics: Metrics,
): Omit<GenerateDeps, 'crashPoint'> {
  const { lifecycle } = outside;
  const send = composeSender(config, outside);
  const pool: GenAiPool = createPool(config, { ...outside, metrics });
  lifecycle.defer('model pool', pool.close);
  return {
    pool,
    send,
    models: { small: config.GEMINI_MODEL, large: config.GEMINI_LARGE_MODEL },
    prefer: config.REGION,
    hedge: config.GENAI_HEDGE,
  };
}

function composeSender(config: WorkerConfig, { lifecycle }: ProcessParts): GeminiSender {
  const agent = createHttpAgent();
  lifecycle.defer('model connections', () => agent.close());
  return createGeminiSender({
    mode:
      config.GEMINI_API_KEY === undefined
        ? { kind: 'vertex', project: config.GOOGLE_CLOUD_PROJECT }
        : { kind: 'api_key', apiKey: config.GEMINI_API_KEY },
    baseUrl: (location) => baseUrlOf(config, location),
    // undici's own fetch takes the dispatcher; its types and the global ones differ in name only.
    fetch: ((input, init) =>
      undiciFetch(input as string, { ...(init as object), dispatcher: agent })) as typeof globalThis.fetch,
  });
}
