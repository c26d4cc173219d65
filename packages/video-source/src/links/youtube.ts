import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

const VIDEO_ID = /^[\w-]{11}$/;
/** Eleven characters like an id, but pages of the player: a channel's live stream, a playlist. */
const NO_VIDEO = new Set(['live_stream', 'videoseries']);
const VIDEO_PATHS = new Set(['shorts', 'embed', 'live', 'v', 'vi', 'e']);
const WATCH_PATHS = new Set(['watch', 'watch_popup', 'watch.php', 'movie', 'details']);
/** Hosts that name the video first in their path. */
const SHORT_HOSTS = /(?:^|\.)(?:youtu\.be|y2u\.be)$/;

/** What sticks to an id (`&t=4`, `?si=…` encoded, `;feature`) belongs to the link, not to it. */
function post(text: string | null | undefined): LinkReading {
  const id = text?.split(/[?&;#=]/, 1)[0] ?? '';
  return VIDEO_ID.test(id) && !NO_VIDEO.has(id)
    ? { kind: 'post', contentId: id, canonicalUrl: `https://www.youtube.com/watch?v=${id}` }
    : notAPost;
}

/** The `v` of a query, also where `;` divides it or where it stands behind an old `#!` or `#/watch?`. */
function queried(url: URL): string | null {
  const behindHash = /^#!?\/?(?:watch)?\?(.*)/.exec(url.hash)?.[1] ?? url.hash.replace(/^#!/, '');
  for (const query of [url.search, url.search.replaceAll(';', '&'), behindHash]) {
    const parameters = new URLSearchParams(query);
    const id = parameters.get('v') ?? parameters.get('vi');
    if (id !== null) {
      return id;
    }
  }
  return null;
}

export const readYouTube: LinkReader = (url, segments) => {
  const [first = '', second] = segments;
  if (SHORT_HOSTS.test(url.hostname) && first !== 'watch' && !VIDEO_PATHS.has(first)) {
    return post(first);
  }
  if (WATCH_PATHS.has(first) || first === '') {
    return post(second ?? queried(url));
  }
  return VIDEO_PATHS.has(first) ? post(second) : notAPost;
};
