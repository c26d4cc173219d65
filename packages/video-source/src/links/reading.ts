import type { ContentRef, Platform, ProblemCode } from '@sets/contract';

/** What one platform's reader makes of a link to that platform. */
export type LinkReading =
  | { readonly kind: 'post'; readonly contentId: string; readonly canonicalUrl: string }
  | { readonly kind: 'short'; readonly shortLink: string }
  | { readonly kind: 'wrapped'; readonly target: string }
  | { readonly kind: 'problem'; readonly problem: ProblemCode };

export type LinkReader = (url: URL, segments: readonly string[]) => LinkReading;

export const notAPost: LinkReading = { kind: 'problem', problem: 'url_not_a_post' };

/** Every post starts as `video`; only its metadata can say that it is images. */
export const refOf = (platform: Platform, contentId: string, canonicalUrl: string): ContentRef => ({
  platform,
  content_id: contentId,
  kind: 'video',
  canonical_url: canonicalUrl,
});
