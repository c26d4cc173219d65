import { TIKTOK_SHORT_HOSTS } from './hosts.ts';
import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

/** Ids are unsigned 64-bit numbers. */
const POST_ID = /^0*([1-9]\d{0,19})$/;
const SHORT_CODE = /^[\w-]{3,32}$/;

/** The author is not part of the canonical form: share forms exist without one, and `@_` leads to the same post. */
function post(text: string | null | undefined): LinkReading {
  const id = POST_ID.exec(text ?? '')?.[1];
  return id === undefined
    ? notAPost
    : { kind: 'post', contentId: id, canonicalUrl: `https://www.tiktok.com/@_/video/${id}` };
}

/** What follows the code is the share sheet's sentence, which sticks to the link where it begins without a space. */
const short = (host: string, path: string, code: string | undefined): LinkReading =>
  code !== undefined && SHORT_CODE.test(code)
    ? { kind: 'short', shortLink: `https://${host}${path}${code}/` }
    : notAPost;

const isMedia = (segment: string | undefined): boolean => segment === 'video' || segment === 'photo';

function readPath(url: URL, [first = '', second = '', third, fourth]: readonly string[]): LinkReading {
  if (first.startsWith('@') && isMedia(second)) {
    return post(third);
  }
  switch (first) {
    case 't':
      return short('www.tiktok.com', '/t/', second);
    case 'video':
    case 'photo':
      return post(second);
    case 'v':
      return post(second.replace(/\.html$/, ''));
    case 'share':
      return isMedia(second) ? post(third) : notAPost;
    case 'i18n':
      return second === 'share' && isMedia(third) ? post(fourth) : notAPost;
    case 'embed':
      return post(/^v\d$/.test(second) ? third : second);
    case 'player':
      return /^v\d$/.test(second) ? post(third) : notAPost;
    case 'foryou':
      return post(url.searchParams.get('item_id'));
    default:
      return notAPost;
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
