import { type Clock, systemClock } from '@sets/clock';
import { type ContentRef, isProblem, ProblemError } from '@sets/contract';
import type { Logger, OutboundFetch } from '@sets/service-kit';
import { DeadLinksError } from './fetch-file.ts';
import { type FetchMediaDeps, fetchMedia } from './fetch-media.ts';
import { barePost, type Media, type Post } from './post.ts';
import type { ScrapeCreatorsOptions } from './scrapecreators/client.ts';
import { lookUpInstagram } from './scrapecreators/instagram.ts';
import { lookUpTikTok } from './scrapecreators/tiktok.ts';
import { bareYouTube, lookUpYouTube } from './scrapecreators/youtube.ts';
import { createServiceWatch, UpstreamOutage } from './service-watch.ts';
import { type Staging, StagingFailure, watchStaging } from './staging.ts';
import { createHostGate } from './untrusted/host-gate.ts';
import { visitTrusted, visitUntrusted } from './untrusted/visit-host.ts';

export interface VideoSourceOptions {
  readonly fetch: OutboundFetch;
  readonly scrapeCreators: ScrapeCreatorsOptions;
  /** Longest video taken, in seconds. Links that the model opens itself are clipped to it where their length is unknown; all else is refused beyond it. */
  readonly maxVideoS: number;
  /** Media bytes held for one post, all its files together. Default 14 MB: what one model request takes inline. */
  readonly maxInlineBytes?: number;
  /** Takes what is larger; without it that is `media_too_large`. */
  readonly staging?: Staging;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Downloads at once from hosts that anybody may have put up. */
  readonly untrusted?: { readonly slotsPerHost: number; readonly slotsInAll: number };
}

/** What a fetch cost beside the connection. */
export type MediaCost =
  | { readonly kind: 'scraper_credit' }
  /** Stored in the staging bucket. */
  | { readonly kind: 'staged'; readonly bytes: number };

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** Told of each cost as it arises, whatever becomes of the fetch. */
  readonly onCost?: (cost: MediaCost) => void;
}

export interface VideoSource {
  /**
   * Looks a post up; nothing is downloaded.
   *
   * @throws ProblemError `content_*`, `media_too_long`, `scraper_*`; the abort reason
   */
  fetchPost(ref: ContentRef, options?: FetchOptions): Promise<Post>;
  /**
   * Brings the post's media, looking the post up again (once) when its links have died meanwhile.
   *
   * @throws ProblemError `media_*`, and what `fetchPost` throws; the abort reason
   */
  fetchMedia(post: Post, options?: FetchOptions): Promise<Media>;
}

const INLINE_BYTES = 14 * 1024 * 1024;
const UNTRUSTED = { slotsPerHost: 4, slotsInAll: 40 };

const directPost = (ref: ContentRef): Post =>
  barePost(ref, { kind: 'files', files: [{ kind: 'video', variants: [{ urls: [ref.canonical_url], bytes: null }] }] });

const isOurs = (cause: unknown): boolean => cause instanceof StagingFailure || cause instanceof UpstreamOutage;

/** A platform's server is worth another try, as our bucket is; one that anybody may have put up is its owner's to mend. */
const finalProblem = (error: unknown): unknown =>
  isProblem(error, 'media_unavailable') && !isOurs(error.cause)
    ? new ProblemError('media_unavailable', { cause: error.cause, retryable: false })
    : error;

export function createVideoSource(options: VideoSourceOptions): VideoSource {
  const { fetch, maxVideoS, logger, staging } = options;
  const clock = options.clock ?? systemClock;
  const watch = createServiceWatch(clock);
  const asked = { ...options.scrapeCreators, fetch, clock, watch };
  const gate = createHostGate({ clock, ...(options.untrusted ?? UNTRUSTED) });
  const trusted = visitTrusted(fetch);
  const untrusted = visitUntrusted({ fetch, gate, clock });
  const media: Omit<FetchMediaDeps, 'visitHost'> = {
    clock,
    maxVideoS,
    maxInlineBytes: options.maxInlineBytes ?? INLINE_BYTES,
    ...(staging === undefined ? {} : { staging: watchStaging(staging, watch) }),
  };

  const lookUp = async (ref: ContentRef, { signal, onCost }: FetchOptions): Promise<Post> => {
    const scraper = { ...asked, onCredit: () => onCost?.({ kind: 'scraper_credit' }) };
    switch (ref.platform) {
      case 'tiktok':
        return lookUpTikTok(scraper, ref, signal);
      case 'instagram':
        return lookUpInstagram(scraper, ref, signal);
      case 'youtube':
        // The model opens the link by itself, so that a video can be read without the scraper's key too.
        return scraper.apiKey === ''
          ? bareYouTube(ref)
          : lookUpYouTube(scraper, ref, { maxVideoS, ...(signal === undefined ? {} : { signal }) });
      case 'direct':
        return directPost(ref);
    }
  };

  const fetchPost: VideoSource['fetchPost'] = async (ref, fetchOptions = {}) => {
    const post = await lookUp(ref, fetchOptions);
    if (post.durationS !== null && post.durationS > maxVideoS) {
      throw new ProblemError('media_too_long');
    }
    return post;
  };

  return {
    fetchPost,
    async fetchMedia(post, fetchOptions = {}) {
      const { ref } = post;
      const { signal, onCost } = fetchOptions;
      const visitHost = ref.platform === 'direct' ? untrusted : trusted;
      const deps = { ...media, visitHost, onStaged: (bytes: number) => onCost?.({ kind: 'staged', bytes }) };
      try {
        return await fetchMedia(deps, post, signal);
      } catch (error) {
        if (!(error instanceof DeadLinksError)) {
          throw ref.platform === 'direct' ? finalProblem(error) : error;
        }
        if (ref.platform === 'direct') {
          throw new ProblemError(error.gone ? 'content_not_found' : 'content_private');
        }
      }
      logger.info('Media links have died, looking the post up again', {
        platform: ref.platform,
        content_id: ref.content_id,
      });
      const fresh = await fetchPost(ref, fetchOptions);
      try {
        return await fetchMedia(deps, fresh, signal);
      } catch (error) {
        throw error instanceof DeadLinksError ? new ProblemError('media_unavailable', { cause: error }) : error;
      }
    },
  };
}
