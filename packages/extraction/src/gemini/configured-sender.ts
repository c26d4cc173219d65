import type { PlatformConfig } from '@sets/service-kit';
import { Compute } from 'google-auth-library';
import { baseUrlOf, type ModelConfig } from '../models/model-config.ts';
import { createGeminiSender, type GeminiSender, type WireFetch } from './sender.ts';

export type SenderConfig = ModelConfig & Pick<PlatformConfig, 'GOOGLE_CLOUD_PROJECT' | 'GCE_METADATA_HOST'>;

/**
 * The sender that the environment describes. Stand-ins are asked without credentials, unless there is a stand-in for the
 * metadata server as well: then tokens come from it, never from what this machine may hold for the real cloud.
 */
export function createConfiguredSender(config: SenderConfig, fetch: WireFetch): GeminiSender {
  return createGeminiSender({
    mode:
      config.GEMINI_API_KEY === undefined
        ? { kind: 'vertex', project: config.GOOGLE_CLOUD_PROJECT }
        : { kind: 'api_key', apiKey: config.GEMINI_API_KEY },
    baseUrl: (location) => baseUrlOf(config, location),
    ...(config.GCE_METADATA_HOST === undefined ? {} : { authClient: new Compute() }),
    fetch,
  });
}
