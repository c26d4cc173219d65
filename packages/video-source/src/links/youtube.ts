import { type LinkReader, type LinkReading, notAPost } from './reading.ts';

const HOSTS = /^(?:(?:www|m|music)\.)?youtube\.com$|^(?:www\.)?youtube-nocookie\.com$|^(?:www\.)?youtu\.be$/;
const VIDEO_ID = /^[\w-]{11}$/;
const VIDEO_PATHS = new Set(['shorts', 'embed', 'live', 'v', 'e']);

export const isYouTube = (host: string): boolean => HOSTS.test(host);

const post = (id: string | null | undefined): LinkReading =>
  typeof id === 'string' && VIDEO_ID.test(id)
    ? { kind: 'post', contentId: id, canonicalUrl: `https://www.youtube.com/watch?v=${id}` }
    : notAPost;

/** `youtu.be` names the video in its path, so it is read like the others and never followed. */
export const readYouTube: LinkReader = (url, segments) => {
  const [first = '', second] = segments;
  if (url.hostname.endsWith('youtu.be')) {
    return post(first);
  }
  if (first === 'watch') {
    return post(second ?? url.searchParams.get('v'));
  }
  return VIDEO_PATHS.has(first) ? post(second) : notAPost;
};
