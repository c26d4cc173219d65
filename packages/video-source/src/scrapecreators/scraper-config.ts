import { envUrl, standIn } from '@sets/service-kit/config';
import { z } from 'zod';
import type { ScrapeCreatorsOptions } from './client.ts';

/** The settings of the scraper, for every app that asks it. */
export const scraperConfigShape = {
  SCRAPECREATORS_API_KEY: z.string().optional().describe('Key for looking up TikTok and Instagram posts.'),
  SCRAPECREATORS_BASE_URL: standIn(envUrl().optional().describe('A ScrapeCreators stand-in, for local use.')),
};

export type ScraperConfig = z.output<z.ZodObject<typeof scraperConfigShape>>;

const SCRAPECREATORS = 'https://api.scrapecreators.com';

export const scraperOf = (config: ScraperConfig): ScrapeCreatorsOptions => ({
  apiKey: config.SCRAPECREATORS_API_KEY ?? '',
  baseUrl: config.SCRAPECREATORS_BASE_URL ?? SCRAPECREATORS,
});
