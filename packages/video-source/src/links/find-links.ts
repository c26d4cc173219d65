import { cleanText } from './clean-text.ts';
import { decodeWholeLink } from './unwrap.ts';

/** Longer text is cut: share sheets put the link within the first lines, and looking costs time. */
const MAX_TEXT = 16_384;
/** Words that may hold a link in one text. */
const MAX_WORDS = 64;

/** What may follow or enclose a link in a sentence and is no part of it. */
const CLOSING = /[.,;:!?'"*_~)\]}>|\\`]+$/;
const OPENING = /^[<("'[{*_~|`]+/;
/** The characters that RFC 3986 allows in a URL; text in other scripts sticks to links without a space. */
const NOT_OF_A_URL = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]/;
const SCHEME = /^[a-z][a-z0-9+.-]*:(?!\d)/i;
const SCHEMELESS = /^(?:\/\/)?(?:[^/?#\s@:]+\.)+[^/?#\s@:.]{2,}(?::\d+)?(?:[/?#]|$)/;

/** `www.tiktok.com/…` is pasted as often as the whole link. A lone word is no link at all. */
function withScheme(text: string): string | null {
  if (SCHEME.test(text)) {
    return text;
  }
  return SCHEMELESS.test(text) ? `https://${text.replace(/^\/\//, '')}` : null;
}

/** A link that is percent-encoded as a whole, wherever it begins in a word. */
const ENCODED = /https?%3A(?:%2F){2}[\w%.~-]*/i;

const urlCharactersOf = (text: string): string => text.split(NOT_OF_A_URL, 1)[0] ?? '';

/** The ways to read one word as a link, the most literal first; the last is without anything that sticks to it. */
function readings(word: string): string[] {
  const bare = word.replace(OPENING, '');
  const encoded = ENCODED.exec(bare)?.[0];
  // Two links glued together; a link inside another's query is that one's to unwrap, so the whole goes first.
  const glued = bare.split(/(?=https?:\/\/)/i).filter((part) => part !== '');
  const starts = [bare, ...glued, ...(encoded === undefined ? [] : [decodeWholeLink(encoded)])];
  const ways = starts.flatMap((start) => {
    const ascii = urlCharactersOf(start);
    return [start, ascii, start.replace(CLOSING, ''), ascii.replace(CLOSING, '')];
  });
  return [...new Set(ways)].flatMap((way) => withScheme(way) ?? []);
}

/** One group per word that may be a link, in order of appearance; in each the ways to read it. */
export function findLinks(text: string): string[][] {
  const words = cleanText(text.slice(0, MAX_TEXT)).split(/\s+/);
  const found: string[][] = [];
  for (const word of words) {
    const ways = word.length < 4 ? [] : readings(word);
    if (ways.length > 0) {
      found.push(ways);
    }
    if (found.length === MAX_WORDS) {
      break;
    }
  }
  return found;
}
