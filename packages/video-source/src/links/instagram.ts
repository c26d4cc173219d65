import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

/** `ddinstagram.com` mirrors Instagram's paths for previews in chats; only its shortcode is read, it is never called. */
const HOSTS = /^(?:(?:www|m|help|l)\.)?instagram\.com$|^(?:www\.)?instagr\.am$|^(?:(?:www|d|g)\.)?ddinstagram\.com$/;
const SHORTCODE = /^[\w-]{1,40}$/;
const POST_PATHS = new Set(['p', 'reel', 'reels', 'tv']);
/** A link to a post of a private account carries 28 more characters behind the post's own shortcode. */
const PRIVATE_SUFFIX = 28;

export const isInstagram = (host: string): boolean => HOSTS.test(host);

function post(code: string | undefined): LinkReading {
  if (code === undefined || !SHORTCODE.test(code)) {
    return notAPost;
  }
  const shortcode = code.length > PRIVATE_SUFFIX ? code.slice(0, -PRIVATE_SUFFIX) : code;
  return { kind: 'post', contentId: shortcode, canonicalUrl: `https://www.instagram.com/p/${shortcode}/` };
}

function share(segments: readonly string[]): LinkReading {
  const [, second = '', third] = segments;
  const path = POST_PATHS.has(second) ? `${second}/${third ?? ''}` : second;
  const code = path.split('/').at(-1) ?? '';
  return SHORTCODE.test(code) && !POST_PATHS.has(code)
    ? { kind: 'short', shortLink: `https://www.instagram.com/share/${path}/` }
    : notAPost;
}

export const readInstagram: LinkReader = (url, segments) => {
  const [first = '', second = '', third] = segments;
  if (url.hostname === 'l.instagram.com') {
    const target = url.searchParams.get('u');
    return target === null ? notAPost : { kind: 'wrapped', target };
  }
  if (first === 'accounts' && second === 'login') {
    // Where share links lead when Instagram asks strangers to log in.
    const next = URL.parse(url.searchParams.get('next') ?? '', 'https://www.instagram.com');
    return next === null ? notAPost : { kind: 'wrapped', target: next.href };
  }
  if (url.hostname === 'help.instagram.com') {
    return notAPost;
  }
  if (first === 'share') {
    return share(segments);
  }
  if (POST_PATHS.has(first)) {
    // `/reels/audio/…` lists the reels that use a sound.
    return first === 'reels' && second === 'audio' ? notAPost : post(second || undefined);
  }
  // `/{user}/reels/` is a listing, `/{user}/reel/{code}/` a post.
  return first !== 'stories' && first !== 'explore' && POST_PATHS.has(second) ? post(third) : notAPost;
};
