import { cleanText } from './clean-text.ts';
import { APP_LINKS, PLATFORM_DOMAINS } from './hosts.ts';
import { decodeText, decodeWholeLink } from './unwrap.ts';

/** Longer text is cut: share sheets put the link within the first lines, and looking costs time. */
const MAX_TEXT = 16_384;
/** Words that may hold a link in one text. */
const MAX_WORDS = 64;
/** Places in one word where a link may begin. */
const MAX_STARTS = 24;

/** What may follow or enclose a link in a sentence and is no part of it. */
const CLOSING = /(?<![.,;:!?'"*_~)\]}>|\\`])[.,;:!?'"*_~)\]}>|\\`]+$/;
const OPENING = /^[^\p{L}\p{N}/@%]+/u;
/** Marks of emphasis stand on both sides, and some of them may also end an id: "_https://…_". */
const EMPHASIS = /^[_*~]+/;
/** The characters that RFC 3986 allows in a URL; text in other scripts sticks to links without a space. */
const NOT_OF_A_URL = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]/;
const SCHEME = /^[a-z][a-z0-9+.-]*:(?!\d)/i;
const SCHEMELESS = /^(?:\/\/)?(?:[^/?#\s@:.]+\.)+(?:\p{L}{2,}|xn--[\w-]+)(?::\d+)?(?:[/?#]|$)/iu;

/** A host with nothing behind it names no post; two words that a full stop holds together look the same: "7.30am.ok?". */
const BARE_HOST = /^(?!www\.)[^/?#:]+\.(\p{L}{2,})[/?#]?$/iu;
const COMMON_ENDINGS = new Set(
  'com net org info biz edu gov app dev shop store online site website xyz fit fitness gym club live link page blog video media health run yoga training coach studio'.split(
    ' ',
  ),
);
const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function isTwoWords(text: string): boolean {
  const ending = BARE_HOST.exec(text)?.[1];
  if (ending === undefined) {
    return false;
  }
  const isCountry = /^[a-z]{2}$/i.test(ending) && COUNTRIES.of(ending.toUpperCase()) !== undefined;
  return !isCountry && !COMMON_ENDINGS.has(ending.toLowerCase()) && /^[a-z]+$/i.test(ending);
}

/** `www.tiktok.com/…` is pasted as often as the whole link. A lone word is no link at all. */
function withScheme(text: string): string | null {
  if (SCHEME.test(text)) {
    return text;
  }
  return SCHEMELESS.test(text) && !isTwoWords(text) ? `https://${text.replace(/^\/\//, '')}` : null;
}

/** A link that is percent-encoded as a whole, or at its colon alone, wherever it begins in a word. */
const ENCODED = /https?%(?:25)*3A(?:(?:%(?:25)*2F){2}[\w%.~@-]*|\/\/.*)/gi;
/**
 * A platform's host without a scheme, behind one that was cut or mistyped ("ttps://", "https//"), behind an app's
 * ("intent://") or in the path of a page that shows it.
 */
const PLATFORM_LINK = new RegExp(
  `(?<![\\w@%.-]|\\p{Script=Latin}|\\p{Script=Cyrillic}|\\p{Script=Greek})(?:[\\w-]{1,63}\\.){0,4}(?:${Object.values(
    PLATFORM_DOMAINS,
  )
    .flat()
    .join('|')
    .replaceAll('.', '\\.')})(?:/|\\?|%(?:25)*(?:2F|3F))`,
  'giu',
);

const urlCharactersOf = (text: string): string => text.split(NOT_OF_A_URL, 1)[0] ?? '';

/**
 * Full-width letters and signs, as keyboards of East Asia leave them in a link, and links that were made harmless:
 * "hxxps://youtu[.]be".
 */
const inPlainSigns = (word: string): string =>
  word
    .normalize('NFKC')
    .replace(/[\u2044\u2215]/g, '/')
    .replace(/\[\.\]|\(\.\)|[[(]dot[\])]/gi, '.')
    .replace(/hxxp(?=s?:)/gi, 'http');

function withoutMarks(word: string): string {
  const marks = EMPHASIS.exec(word)?.[0] ?? '';
  const bare = word.replace(OPENING, '');
  return marks !== '' && bare.endsWith([...marks].toReversed().join('')) ? bare.slice(0, -marks.length) : bare;
}

/** Where links may begin in a word: the whole goes first, since a link in another's query is that one's to unwrap. */
function startsIn(word: string): string[] {
  const glued = word.split(/(?=https?:\/\/)/i).filter((part) => part !== '');
  const encoded = [...word.matchAll(ENCODED)].map(([link]) => decodeWholeLink(link));
  const apps = APP_LINKS.flatMap(({ form, link }) => {
    const id = form.exec(word)?.[1];
    return id === undefined ? [] : [link(id)];
  });
  const hosts = [...word.matchAll(PLATFORM_LINK)].map(({ index, 0: start }) => {
    const rest = word.slice(index);
    return `https://${start.includes('%') ? (decodeText(rest) ?? rest) : rest}`;
  });
  return [word, ...glued, ...encoded, ...apps, ...hosts];
}

/** The ways to read one word as a link, the most literal first; the last is without anything that sticks to it. */
function readings(word: string): string[] {
  const bare = withoutMarks(word);
  const plain = inPlainSigns(bare);
  const starts = [...new Set([...startsIn(bare), ...(plain === bare ? [] : startsIn(plain))])].slice(0, MAX_STARTS);
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
