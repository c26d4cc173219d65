import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

const HOSTS = /^(?:(?:www|m|us|t)\.)?tiktok\.com$|^(?:(?:www|m)\.)?tiktokv\.com$/;
const SHORT_HOSTS = /^v[mt]\.tiktok\.com$/;
const POST_ID = /^\d{1,20}$/;
const SHORT_CODE = /^[\w-]{3,32}$/;

export const isTikTok = (host: string): boolean => HOSTS.test(host) || SHORT_HOSTS.test(host);

/** The author is not part of the canonical form: share forms exist without one, and `@_` leads to the same post. */
const post = (id: string | undefined): LinkReading =>
  id !== undefined && POST_ID.test(id)
    ? { kind: 'post', contentId: id, canonicalUrl: `https://www.tiktok.com/@_/video/${id}` }
    : notAPost;

const short = (host: string, path: string, code: string | undefined): LinkReading =>
  code !== undefined && SHORT_CODE.test(code)
    ? { kind: 'short', shortLink: `https://${host}${path}${code}/` }
    : notAPost;

export const readTikTok: LinkReader = (url, segments) => {
  const [first = '', second = '', third] = segments;
  if (SHORT_HOSTS.test(url.hostname)) {
    return segments.length === 1 ? short(url.hostname, '/', first) : notAPost;
  }
  const isMedia = (segment: string): boolean => segment === 'video' || segment === 'photo';
  if (first.startsWith('@') && isMedia(second)) {
    return post(third);
  }
  switch (first) {
    case 't':
      return short('www.tiktok.com', '/t/', second);
    case 'video':
      return post(second);
    case 'v':
      return post(second.replace(/\.html$/, ''));
    case 'share':
      return isMedia(second) ? post(third) : notAPost;
    case 'i18n':
      return second === 'share' && isMedia(third ?? '') ? post(segments[3]) : notAPost;
    case 'embed':
      return post(/^v\d$/.test(second) ? third : second);
    case 'login': {
      const target = url.searchParams.get('redirect_url');
      return target === null ? notAPost : { kind: 'wrapped', target };
    }
    case 'player':
      return second === 'v1' ? post(third) : notAPost;
    default:
      return notAPost;
  }
};
