import { createHash } from 'node:crypto';
import { readDurationS, readMarker } from '../cdn/marked-media.ts';
import type { MediaLibrary } from '../cdn/media-library.ts';
import type { MediaInput } from '../gemini/request.ts';
import type { StagedObjects } from '../storage/staged-objects.ts';
import type { FindPost, SimulatedPost } from './simulated-post.ts';

/** What is known of one piece of media that a model was shown. */
export interface SeenMedia {
  readonly contentId: string | null;
  readonly onScreen: string | null;
  readonly speech: string | null;
  /** The link leads to nothing any more. */
  readonly gone: boolean;
}

export interface MediaKnowledge {
  /** Null for media that nobody described: the simulator sees nothing in them. */
  describe(media: MediaInput): SeenMedia | null;
  /** Seconds, as far as file or post say. */
  durationS(media: MediaInput): number | null;
  /** Bytes behind a link, as far as library or post say. */
  bytesOf(media: MediaInput): number | null;
  /** The catalogue post whose caption stands in these texts. */
  identify(texts: readonly string[]): string | null;
}

const YOUTUBE_ID = /(?:youtube\.com\/(?:watch\?(?:.*&)?v=|shorts\/|live\/|embed\/)|youtu\.be\/)([\w-]{11})/;

/** Catalogue captions end with this tag; see `catalogue.ts`. */
const CATALOGUE_TAG = /#simpost([a-z]+)\b/;

export interface MediaKnowledgeParts {
  readonly library: MediaLibrary;
  readonly find: FindPost;
  readonly findByMarker: (marker: string) => SimulatedPost | null;
  readonly staged: StagedObjects;
}

export function createMediaKnowledge({ library, find, findByMarker, staged }: MediaKnowledgeParts): MediaKnowledge {
  /** The head of an object in the staging bucket is read as inline bytes are. */
  const bytesIn = (media: MediaInput): Buffer | null => media.bytes ?? staged.find(media.uri ?? '')?.head ?? null;
  const postOf = (media: MediaInput): SimulatedPost | null => {
    const bytes = bytesIn(media);
    if (bytes !== null) {
      const marker = readMarker(bytes);
      return marker === null ? null : findByMarker(marker);
    }
    const uri = media.uri ?? '';
    const youtubeId = YOUTUBE_ID.exec(uri)?.[1];
    if (youtubeId !== undefined) {
      return find('youtube', youtubeId);
    }
    const marker = /\/cdn\/synthetic\/([^/]+)\//.exec(uri)?.[1];
    return marker === undefined ? null : findByMarker(marker);
  };

  const fileOf = (media: MediaInput) => {
    if (media.bytes !== null) {
      return library.bySha256(createHash('sha256').update(media.bytes).digest('hex'));
    }
    const name = /\/cdn\/media\/([^/?#]+)/.exec(media.uri ?? '')?.[1];
    return name === undefined ? null : library.get(name);
  };

  return {
    describe(media) {
      const post = postOf(media);
      if (post !== null) {
        return { contentId: post.contentId, ...post.seen, gone: post.state !== 'public' };
      }
      const file = fileOf(media);
      if (file === null) {
        return null;
      }
      return { contentId: null, onScreen: file.onScreen, speech: file.speech, gone: false };
    },
    durationS(media) {
      const bytes = bytesIn(media) ?? fileOf(media)?.bytes ?? null;
      return bytes === null ? (postOf(media)?.durationS ?? null) : readDurationS(bytes);
    },
    bytesOf(media) {
      const linked = postOf(media)?.media.find(({ path }) => media.uri?.includes(path) ?? false);
      return linked?.bytes ?? staged.find(media.uri ?? '')?.bytes ?? fileOf(media)?.bytes.length ?? null;
    },
    identify(texts) {
      const tag = CATALOGUE_TAG.exec(texts.join('\n'))?.[1];
      return tag === undefined ? null : (findByMarker(tag)?.contentId ?? null);
    },
  };
}
