import { readSharedText, type SharedLink } from '@sets/video-source';
import { LRUCache } from 'lru-cache';

/** What a submitted text says, by the text alone; see `readSharedText`. */
export type ReadLink = (text: string) => SharedLink;

/** Some 5 MiB at the most. */
const MAX_TEXTS = 5_000;
/** Longer ones are share texts with words of their own, which nobody else sends. */
const MAX_CHARACTERS = 512;

/** Reads a text that many submit once: reading a link costs more than all else about a hit. */
export function createLinkReader(): ReadLink {
  const known = new LRUCache<string, SharedLink>({ max: MAX_TEXTS });
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) {
      return found;
    }
    const read = readSharedText(text);
    if (text.length <= MAX_CHARACTERS) {
      known.set(text, read);
    }
    return read;
  };
}
