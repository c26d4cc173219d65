import { MODEL_SETTINGS, type ModelConfig, modelPlanOf } from '@sets/extraction/config';
import { envItems, settingsCheck } from '@sets/service-kit/config';

/** What the project may use of one model in a minute, at one location or, without it, at all of them together. */
export interface ModelQuota {
  readonly model: string;
  readonly location?: string;
  readonly tokensPerMinute: number;
}

type QuotaConfig = ModelConfig & { readonly GENAI_TOKENS_PER_MINUTE: readonly ModelQuota[] };

/** `gemini-3.5-flash-lite=4000000`, or for one location `gemini-3.8-flash@us=1000000`. */
export const envQuotas = () =>
  envItems('a comma-separated list of model=tokens or model@location=tokens', (item): ModelQuota | undefined => {
    const [, model, location, tokens] = /^([^@=\s]+)(?:@([a-z0-9-]+))?=([1-9]\d*)$/.exec(item) ?? [];
    return model === undefined
      ? undefined
      : { model, tokensPerMinute: Number(tokens), ...(location === undefined ? {} : { location }) };
  });

/** A quota of a model that nobody asks is a typing error that would show on the bill only. */
export const checkQuotas = () =>
  settingsCheck<QuotaConfig>([...MODEL_SETTINGS, 'GENAI_TOKENS_PER_MINUTE'], (config, refuse) => {
    const { endpoints } = modelPlanOf(config);
    for (const { model, location } of config.GENAI_TOKENS_PER_MINUTE) {
      const isAsked = endpoints.some(
        (endpoint) => endpoint.model === model && (location === undefined || endpoint.location === location),
      );
      if (!isAsked) {
        const name = location === undefined ? model : `${model}@${location}`;
        refuse('GENAI_TOKENS_PER_MINUTE', `names ${name}, which is not asked`);
      }
    }
  });
