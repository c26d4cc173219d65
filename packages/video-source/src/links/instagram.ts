import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

/** What sticks to a code (",nice") belongs to the sentence. */
const SHORTCODE = /^[\w-]{1,40}(?![\w-])/;
const POST_PATHS = new Set(['p', 'reel', 'reels', 'tv']);
/** First words of paths that list or explain, whatever follows them. */
const PAGES = new Set(['stories', 'explore', 'accounts', 'direct', 'about', 'legal', 's']);
/** `/reels/audio/…` lists the reels that use a sound; likewise the others. */
const LISTS = new Set(['audio', 'effect', 'effects', 'location', 'locations', 'templates', 'topics', 'trending']);
/** A link to a post of a private account carries 28 more characters behind the post's own shortcode. */
const PRIVATE_SUFFIX = 28;

function post(text: string | undefined): LinkReading {
  const code = SHORTCODE.exec(text ?? '')?.[0];
  if (code === undefined) {
    return notAPost;
  }
  const shortcode = code.length > PRIVATE_SUFFIX ? code.slice(0, -PRIVATE_SUFFIX) : code;
  return { kind: 'post', contentId: shortcode, canonicalUrl: `https://www.instagram.com/p/${shortcode}/` };
}

function share([, second = '', third]: readonly string[]): LinkReading {
  const isPath = POST_PATHS.has(second.toLowerCase());
  const code = SHORTCODE.exec((isPath ? third : second) ?? '')?.[0];
  // `/share/stories/…` names no post.
  return code === undefined || (!isPath && (third !== undefined || PAGES.has(second.toLowerCase())))
    ? notAPost
    : {
        kind: 'short',
        shortLink: `https://www.instagram.com/share/${isPath ? `${second.toLowerCase()}/` : ''}${code}/`,
      };
}

export const readInstagram: LinkReader = (_url, segments) => {
  const [first = '', second = ''] = segments.map((segment) => segment.toLowerCase());
  if (first === 'share') {
    return share(segments);
  }
  if (POST_PATHS.has(first)) {
    return first === 'reels' && LISTS.has(second) ? notAPost : post(segments[1]);
  }
  // `/{user}/reels/` is a listing, `/{user}/reel/{code}/` a post.
  return !PAGES.has(first) && POST_PATHS.has(second) ? post(segments[2]) : notAPost;
};
