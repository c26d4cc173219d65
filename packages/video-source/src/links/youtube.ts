import { type LinkReader, type LinkReading, notAPost } from './reading.ts';
import { decodeText } from './unwrap.ts';

/** What sticks to an id ("&t=4", ";feature", ").And") belongs to the link or to the sentence. */
const VIDEO_ID = /^[\w-]{11}(?![\w-])/;
/** Eleven characters like an id, but pages of the player: a channel's live stream, a playlist. */
const NO_VIDEO = new Set(['live_stream', 'videoseries']);
const VIDEO_PATHS = new Set(['shorts', 'embed', 'live', 'v', 'vi', 'e']);
const WATCH_PATHS = new Set(['watch', 'watch_popup', 'watch.php', 'movie', 'details']);
/** Hosts that name the video first in their path. */
const SHORT_HOSTS = /(?:^|\.)(?:youtu\.be|y2u\.be)$/;

function post(text: string | null | undefined): LinkReading {
  const id = VIDEO_ID.exec(text ?? '')?.[0];
  return id !== undefined && !NO_VIDEO.has(id)
    ? { kind: 'post', contentId: id, canonicalUrl: `https://www.youtube.com/watch?v=${id}` }
    : notAPost;
}

/** The `v` of a query, also where `;` divides it, where it is encoded, or where it stands behind an old `#!` or `#/watch?`. */
function queried(url: URL): string | null {
  const behindHash = /^#!?\/?(?:watch)?\?(.*)/.exec(url.hash)?.[1] ?? url.hash.replace(/^#!?/, '');
  for (const query of [url.search, url.search.replaceAll(';', '&'), behindHash, decodeText(url.search) ?? '']) {
    const id = [...new URLSearchParams(query)].find(([name, value]) => /^vi?$/i.test(name) && value !== '')?.[1];
    if (id !== undefined) {
      return id;
    }
  }
  return null;
}

export const readYouTube: LinkReader = (url, segments) => {
  const [first = ''] = segments.map((segment) => segment.toLowerCase());
  const second = segments[1];
  if (SHORT_HOSTS.test(url.hostname) && first !== 'watch' && !VIDEO_PATHS.has(first)) {
    return post(segments[0]);
  }
  if (WATCH_PATHS.has(first) || first === '') {
    return post(second ?? queried(url));
  }
  return VIDEO_PATHS.has(first) ? post(second) : notAPost;
};
