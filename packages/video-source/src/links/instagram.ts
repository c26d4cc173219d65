import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

const SHORTCODE = /^[\w-]{1,40}$/;
const POST_PATHS = new Set(['p', 'reel', 'reels', 'tv']);
/** First words of paths that list or explain, whatever follows them. */
const PAGES = new Set(['stories', 'explore', 'accounts', 'direct', 'about', 'legal', 's']);
/** A link to a post of a private account carries 28 more characters behind the post's own shortcode. */
const PRIVATE_SUFFIX = 28;

function post(code: string | undefined): LinkReading {
  if (code === undefined || !SHORTCODE.test(code)) {
    return notAPost;
  }
  const shortcode = code.length > PRIVATE_SUFFIX ? code.slice(0, -PRIVATE_SUFFIX) : code;
  return { kind: 'post', contentId: shortcode, canonicalUrl: `https://www.instagram.com/p/${shortcode}/` };
}

function share([, second = '', third]: readonly string[]): LinkReading {
  const path = POST_PATHS.has(second) ? `${second}/${third ?? ''}` : second;
  const code = path.split('/').at(-1) ?? '';
  return SHORTCODE.test(code) && !POST_PATHS.has(code)
    ? { kind: 'short', shortLink: `https://www.instagram.com/share/${path}/` }
    : notAPost;
}

export const readInstagram: LinkReader = (_url, segments) => {
  const [first = '', second = '', third] = segments;
  if (first === 'share') {
    return share(segments);
  }
  if (POST_PATHS.has(first)) {
    // `/reels/audio/…` lists the reels that use a sound.
    return first === 'reels' && second === 'audio' ? notAPost : post(second || undefined);
  }
  // `/{user}/reels/` is a listing, `/{user}/reel/{code}/` a post.
  return !PAGES.has(first) && POST_PATHS.has(second) ? post(third) : notAPost;
};
