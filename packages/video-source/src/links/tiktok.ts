import { TIKTOK_SHORT_HOSTS } from './hosts.ts';
import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

/** Ids are unsigned 64-bit numbers. Words may stick to one that is as long as today's. */
const POST_ID = /^0*([1-9]\d{16,19}(?!\d)|[1-9]\d{0,19}(?![\w-]))/;
const SHORT_CODE = /^[\w-]{3,32}(?![\w-])/;
/** The language of the page, before its path: "/de/", "/zh-Hant-TW/". */
const LOCALE = /^[a-z]{2}(?:-[a-z]{2,4}){0,2}$/;

/** The author is not part of the canonical form: share forms exist without one, and `@_` leads to the same post. */
function post(text: string | null | undefined): LinkReading {
  const id = POST_ID.exec(text ?? '')?.[1];
  return id === undefined
    ? notAPost
    : { kind: 'post', contentId: id, canonicalUrl: `https://www.tiktok.com/@_/video/${id}` };
}

/** What follows the code is the share sheet's sentence, which sticks to the link where it begins without a space. */
function short(host: string, path: string, text: string | undefined): LinkReading {
  const code = SHORT_CODE.exec(text ?? '')?.[0];
  return code === undefined ? notAPost : { kind: 'short', shortLink: `https://${host}${path}${code}/` };
}

const isMedia = (segment: string | undefined): boolean => segment === 'video' || segment === 'photo';

function readPath(url: URL, segments: readonly string[]): LinkReading {
  const [first = '', second = '', third] = segments.map((segment) => segment.toLowerCase());
  if (first.startsWith('@') && isMedia(second)) {
    return post(third);
  }
  switch (first) {
    case 't':
      return short('www.tiktok.com', '/t/', segments[1]);
    case 'video':
    case 'photo':
    case 'v':
      return post(second);
    case 'share':
      return isMedia(second) ? post(third) : notAPost;
    case 'embed':
      return post(/^v\d$/.test(second) ? third : second);
    case 'player':
      return /^v\d$/.test(second) ? post(third) : notAPost;
    case 'foryou':
      return post(url.searchParams.get('item_id'));
    default:
      return first === 'i18n' || LOCALE.test(first) ? readPath(url, segments.slice(1)) : notAPost;
  }
}

export const readTikTok: LinkReader = (url, segments) => {
  if (TIKTOK_SHORT_HOSTS.includes(url.hostname)) {
    return short(url.hostname, '/', segments[0]);
  }
  const reading = readPath(url, segments);
  // The old web app kept the post behind a hash.
  const behindHash = /^#\/(@[^/]*)\/(video|photo)\/(\d+)/.exec(url.hash);
  return reading.kind === 'problem' && behindHash !== null ? post(behindHash[3]) : reading;
};
