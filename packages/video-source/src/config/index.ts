export { type ScraperConfig, scraperConfigShape } from '../scrapecreators/scraper-config.ts';
export { stagingConfigShape } from '../staging-bucket.ts';
