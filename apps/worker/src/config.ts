import { checkModelConfig, modelConfigShape } from '@sets/extraction/config';
import {
  envBoolean,
  envInteger,
  envList,
  envNumber,
  platformConfigShape,
  requiredInProduction,
  taskTokenConfigShape,
} from '@sets/service-kit/config';
import { scraperConfigShape, stagingConfigShape } from '@sets/video-source/config';
import { z } from 'zod';
import { checkQuotas, envQuotas } from './models/quota-config.ts';
import { checkScaling, scalingConfigShape } from './scaling/scaling-config.ts';

export const workerConfigSchema = z
  .object({
    ...platformConfigShape,
    PORT: envInteger({ min: 0, max: 65_535 }).default(8180).describe('The port to listen on.'),
    MAX_CONCURRENT_PROCESSING: envInteger({ min: 1, max: 1_000 })
      .default(80)
      .describe('Jobs that one worker works on at once.'),
    SCHEDULER_SERVICE_ACCOUNT: requiredInProduction(
      z
        .string()
        .default('scheduler@sets-local.iam.gserviceaccount.com')
        .describe('The service account whose OIDC tokens the sweep route accepts.'),
    ),
    ...taskTokenConfigShape,
    ...modelConfigShape,
    GENAI_MIN_INTERVAL: envNumber({ min: 0, max: 60 })
      .default(0.1)
      .describe('Average seconds between two calls of a worker to one endpoint: 0.1 lets 10 a second through.'),
    GENAI_HEDGE: envBoolean()
      .default(true)
      .describe('Whether a slow model call may get a second one elsewhere, within 2 % of requests.'),
    GENAI_TOKENS_PER_MINUTE: envQuotas()
      .prefault('')
      .describe('Quotas of the project that the workers share among them, by model; empty: only what Google refuses.'),
    CASCADE: envBoolean()
      .default(true)
      .describe('Whether the larger model is asked when the first answer is not usable.'),
    TEXT_FIRST_OFF: envList()
      .default([])
      .describe('Profiles that always wait for the media, although their posts may say it all in words.'),
    ...scraperConfigShape,
    ...stagingConfigShape,
    ...scalingConfigShape,
    SCRAPER_CREDIT_USD: envNumber({ min: 0, max: 10 })
      .default(0.002)
      .describe('What one look-up of a post costs, in US dollars.'),
    STAGING_USD_PER_GIB: envNumber({ min: 0, max: 100 })
      .default(0.03)
      .describe(
        'What staging large media costs, in US dollars per GiB: writing, a day of keeping, and reading it once.',
      ),
    MAX_VIDEO_S: envInteger({ min: 1, max: 3_600 }).default(600).describe('Longer videos are refused.'),
  })
  .check(checkModelConfig(), checkQuotas(), checkScaling());

export type WorkerConfig = z.output<typeof workerConfigSchema>;
