import { isDeepStrictEqual } from 'node:util';
import {
  type ContentRef,
  HOSTED_PLATFORMS,
  type HostedPlatform,
  type Platform,
  type ProblemCode,
} from '@sets/contract';
import { readDirect } from './links/direct.ts';
import { findLinks } from './links/find-links.ts';
import { isBelow, PAGES_ONLY, PLATFORM_DOMAINS } from './links/hosts.ts';
import { readInstagram } from './links/instagram.ts';
import { type LinkReader, type LinkReading, notAPost, refOf } from './links/reading.ts';
import { readTikTok } from './links/tiktok.ts';
import { decodeText, unwrap } from './links/unwrap.ts';
import { readYouTube } from './links/youtube.ts';

export type CanonicaliseResult =
  | { readonly ok: true; readonly ref: ContentRef }
  /** A short link of a known host; `resolveShortLink` follows it. */
  | { readonly ok: false; readonly needsResolution: { readonly shortLink: string } }
  | { readonly ok: false; readonly problem: ProblemCode };

/** What was found in a text that somebody shared. */
export interface SharedLink {
  /** The part of the text that was read; null when it holds no link. */
  readonly link: string | null;
  readonly reading: CanonicaliseResult;
  /** An address that names no post, whose server could still say that it is a video file; `probePage` asks. */
  readonly page: string | null;
}

const READERS: Readonly<Record<HostedPlatform, LinkReader>> = {
  tiktok: readTikTok,
  instagram: readInstagram,
  youtube: readYouTube,
};

const MAX_LINK_LENGTH = 2048;
/** A consent page may lead to a sign-in page that leads to the post. */
const MAX_WRAPPERS = 4;

/** Links are pasted with parts of them percent-encoded, even twice, the slashes and the question mark too. */
function decodePath(url: URL): { readonly url: URL; readonly segments: readonly string[] } {
  const path = decodeText(decodeText(url.pathname) ?? url.pathname) ?? url.pathname;
  const [, bare = '', query] = /^([^?#]*)(?:\?([^#]*))?/.exec(path) ?? [];
  const decoded = new URL(url);
  if (query !== undefined) {
    decoded.search = `${query}&${url.search.slice(1)}`;
  }
  return { url: decoded, segments: bare.split('/').filter((segment) => segment !== '') };
}

function ownerOf(url: URL): HostedPlatform | undefined {
  return url.port === ''
    ? HOSTED_PLATFORMS.find((platform) => isBelow(url.hostname, PLATFORM_DOMAINS[platform]))
    : undefined;
}

function readUrl(url: URL, written: string): { readonly platform: Platform; readonly reading: LinkReading } {
  const platform = ownerOf(url);
  if (platform === undefined) {
    return { platform: 'direct', reading: readDirect(url, written) };
  }
  if (isBelow(url.hostname, PAGES_ONLY)) {
    return { platform, reading: notAPost };
  }
  const decoded = decodePath(url);
  return { platform, reading: READERS[platform](decoded.url, decoded.segments) };
}

/** What was read of the texts that wrappers carry: a hostile link nests the same one in many ways. */
interface Nesting {
  readonly depth: number;
  readonly known: Map<string, SharedLink>;
}

function readTarget(text: string, { depth, known }: Nesting): SharedLink {
  const key = `${depth} ${text}`;
  const shared = known.get(key) ?? readText(text, { depth: depth + 1, known });
  known.set(key, shared);
  return shared;
}

/** Reads one link, written as a whole. */
function readLink(link: string, nesting: Nesting): SharedLink {
  const shared = (reading: CanonicaliseResult, page: string | null = null): SharedLink => ({ link, reading, page });
  const refuse = (problem: ProblemCode): SharedLink => shared({ ok: false, problem });
  const url = link.length > MAX_LINK_LENGTH ? null : URL.parse(link);
  if (url === null) {
    return refuse('invalid_url');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse('unsupported_url');
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('forbidden_address');
  }
  url.hostname = url.hostname.replace(/\.$/, '');
  const target = unwrap(url);
  if (target !== null) {
    return nesting.depth >= MAX_WRAPPERS ? refuse('url_not_a_post') : { ...readTarget(target, nesting), link };
  }
  const { platform, reading } = readUrl(url, link);
  switch (reading.kind) {
    case 'post':
      return shared({ ok: true, ref: refOf(platform, reading.contentId, reading.canonicalUrl) });
    case 'short':
      return shared({ ok: false, needsResolution: { shortLink: reading.shortLink } });
    case 'page':
      return shared({ ok: false, problem: 'unsupported_url' }, reading.url);
    case 'problem':
      return refuse(reading.problem);
  }
}

const isProblem = ({ reading }: SharedLink, code: ProblemCode): boolean =>
  'problem' in reading && reading.problem === code;

function readText(text: string, nesting: Nesting): SharedLink {
  let first: SharedLink | undefined;
  for (const ways of findLinks(text)) {
    const found = ways.map((way) => readLink(way, nesting));
    const post = found.find(({ reading }) => !('problem' in reading));
    if (post !== undefined) {
      // The same post read without what sticks to its link.
      return found.findLast(({ reading }) => isDeepStrictEqual(reading, post.reading)) ?? post;
    }
    // Where none is a post, the first link is the one that was meant, read without what sticks to it: the last way.
    first ??=
      found.find((one) => isProblem(one, 'forbidden_address')) ??
      found.findLast((one) => !isProblem(one, 'invalid_url')) ??
      found.at(-1);
  }
  return first ?? { link: null, reading: { ok: false, problem: 'invalid_url' }, page: null };
}

/**
 * Finds the post in what a person may paste: a link, or a share text around one. The first link that is a post is
 * taken; without any, the first link says what is wrong. No request is made. Never throws.
 */
export const readSharedText = (text: string): SharedLink => readText(text, { depth: 0, known: new Map() });

/**
 * Which post a link or share text leads to. All share forms of one post (hosts, paths, parameters, wrappers) give the
 * same ref, and the canonical URL of a ref gives that ref again. Never throws.
 */
export const canonicalise = (text: string): CanonicaliseResult => readSharedText(text).reading;
