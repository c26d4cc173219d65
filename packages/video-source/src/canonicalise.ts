import {
  type ContentRef,
  HOSTED_PLATFORMS,
  type HostedPlatform,
  type Platform,
  type ProblemCode,
} from '@sets/contract';
import { readDirect } from './links/direct.ts';
import { isInstagram, readInstagram } from './links/instagram.ts';
import { type LinkReader, type LinkReading, refOf } from './links/reading.ts';
import { isTikTok, readTikTok } from './links/tiktok.ts';
import { isYouTube, readYouTube } from './links/youtube.ts';

export type CanonicaliseResult =
  | { readonly ok: true; readonly ref: ContentRef }
  /** A short link of a known host; `resolveShortLink` follows it. */
  | { readonly ok: false; readonly needsResolution: { readonly shortLink: string } }
  | { readonly ok: false; readonly problem: ProblemCode; readonly detail?: string };

interface PlatformLinks {
  readonly owns: (host: string) => boolean;
  readonly read: LinkReader;
}

const LINKS: Readonly<Record<HostedPlatform, PlatformLinks>> = {
  tiktok: { owns: isTikTok, read: readTikTok },
  instagram: { owns: isInstagram, read: readInstagram },
  youtube: { owns: isYouTube, read: readYouTube },
};

const MAX_LINK_LENGTH = 2048;
const refuse = (problem: ProblemCode): CanonicaliseResult => ({ ok: false, problem });

/** People paste `www.tiktok.com/…` as often as the whole link; a lone word is no link at all. */
function withScheme(text: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text)) {
    return text;
  }
  return /^(?:\/\/)?[^/?#\s]+\.[^/?#\s]/.test(text) ? `https://${text.replace(/^\/\//, '')}` : null;
}

function toResult(platform: Platform, reading: LinkReading, depth: number): CanonicaliseResult {
  switch (reading.kind) {
    case 'post':
      return { ok: true, ref: refOf(platform, reading.contentId, reading.canonicalUrl) };
    case 'short':
      return { ok: false, needsResolution: { shortLink: reading.shortLink } };
    case 'wrapped':
      return depth > 0 ? refuse('url_not_a_post') : read(reading.target, depth + 1);
    case 'problem':
      return refuse(reading.problem);
  }
}

function read(link: string, depth: number): CanonicaliseResult {
  const text = link.trim();
  const written = withScheme(text);
  const url = written === null || text.length > MAX_LINK_LENGTH ? null : URL.parse(written);
  if (written === null || url === null) {
    return refuse('invalid_url');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse('unsupported_url');
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('forbidden_address');
  }
  url.hostname = url.hostname.replace(/\.$/, '');
  const owner = url.port === '' ? HOSTED_PLATFORMS.find((platform) => LINKS[platform].owns(url.hostname)) : undefined;
  if (owner === undefined) {
    return toResult('direct', readDirect(url, written), depth);
  }
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  return toResult(owner, LINKS[owner].read(url, segments), depth);
}

/**
 * Reads any link a person may paste and tells which post it leads to, without a request. All share forms of one post
 * (hosts, paths, parameters) give the same ref, and the canonical URL of a ref gives that ref again. Never throws.
 */
export function canonicalise(link: string): CanonicaliseResult {
  return read(link, 0);
}
