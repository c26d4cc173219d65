import type { ContentRef, Platform, ProblemCode } from '@sets/contract';

/** What one platform's reader makes of a link to that platform. */
export type LinkReading =
  | { readonly kind: 'post'; readonly contentId: string; readonly canonicalUrl: string }
  | { readonly kind: 'short'; readonly shortLink: string }
  /** A web address that names no post; only its answer could tell that it is a video file. */
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'problem'; readonly problem: ProblemCode };

/** `segments`: the path's, decoded, without empty ones. */
export type LinkReader = (url: URL, segments: readonly string[]) => LinkReading;

export const notAPost: LinkReading = { kind: 'problem', problem: 'url_not_a_post' };

/** Every post starts as `video`; only its metadata can say that it is images. */
export const refOf = (platform: Platform, contentId: string, canonicalUrl: string): ContentRef => ({
  platform,
  content_id: contentId,
  kind: 'video',
  canonical_url: canonicalUrl,
});
