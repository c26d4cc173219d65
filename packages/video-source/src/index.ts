export { type CanonicaliseResult, canonicalise, readSharedText, type SharedLink } from './canonicalise.ts';
export type { Media, MediaFile, MediaPart, MediaPlan, MediaVariant, Post, Transcript } from './post.ts';
export { type ProbeDirectDeps, probeDirect, probePage } from './probe-direct.ts';
export { type ResolveShortLinkDeps, resolveShortLink } from './resolve-short-link.ts';
export { checkBalance, creditsLeft } from './scrapecreators/check-balance.ts';
export type { ScrapeCreatorsOptions } from './scrapecreators/client.ts';
export { type ScraperConfig, scraperConfigShape, scraperOf } from './scrapecreators/scraper-config.ts';
export { UpstreamOutage } from './service-watch.ts';
export type { Staging } from './staging.ts';
export { createStagingBucket, type StagingBucketOptions, stagingConfigShape } from './staging-bucket.ts';
export {
  createVideoSource,
  type FetchOptions,
  type MediaCost,
  type VideoSource,
  type VideoSourceOptions,
} from './video-source.ts';
