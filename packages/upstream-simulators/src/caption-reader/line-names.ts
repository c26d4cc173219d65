import type { AmountMatch } from './find-amounts.ts';
import type { NameMatch } from './vocabulary.ts';

const BLANK = '\uE000';
const MAX_NAME_WORDS = 7;
const LEADING =
  /^(?:(?:then|next|start|finish|begin|end|and|with|do|of|de|x|are|is|up|first|second|third|finally|now|we|have|odd|even|superset|warm[- ]?up|finisher|plus|y|e|und|et|for|the|a|some|hit|into|go)\b[\s,:]*)+/iu;
const TRAILING = /(?:[\s,:]+(?:for|x|of|de|por|à|mit|with|at|and|then|do|y|e|und|et|to|on|the|a|für|@|w\/))+$/iu;
const EDGES = /^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu;

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => /\p{L}/u.test(word));

const capitalised = (name: string): string =>
  name === name.toUpperCase() && name.length > 4
    ? name.toLowerCase().replace(/(?<![\p{L}’'])\p{L}/gu, (letter) => letter.toUpperCase())
    : name.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

export const cleanName = (text: string): string =>
  capitalised(
    text
      .replaceAll(BLANK, ' ')
      .replace(/\s+/g, ' ')
      .replace(EDGES, '')
      .replace(LEADING, '')
      .replace(TRAILING, '')
      .replace(EDGES, ''),
  ).slice(0, 120);

/** The line with its amounts blanked, so that only words remain. */
export function withoutAmounts(masked: string, amounts: readonly AmountMatch[], names: readonly NameMatch[]): string {
  let text = masked;
  for (const { start, end } of amounts) {
    // A number inside a name ("snatch 1 mano") is part of it.
    if (names.some((name) => start < name.end && name.start < end)) {
      continue;
    }
    text = text.slice(0, start) + BLANK.repeat(end - start) + text.slice(end);
  }
  return text;
}

interface Segment {
  readonly start: number;
  readonly text: string;
}

/** A line's parts between colons, dashes, bars, commas and ends of sentences; parentheses are no part of a name. */
function segmentsOf(text: string): Segment[] {
  const open = text.replace(/\([^)]*\)?/g, (hit) => BLANK.repeat(hit.length));
  const segments: Segment[] = [];
  let start = 0;
  for (const match of open.matchAll(/\s-+\s|[:|,;]|\.(?=\s|$)|$/gu)) {
    segments.push({ start, text: open.slice(start, match.index) });
    start = match.index + match[0].length;
  }
  return segments;
}

/** The name of the one exercise of a short line: its own words where they are few, else the known name in it. */
export function nameOfLine(words: string, known: NameMatch): string {
  const segment = segmentsOf(words).find(
    ({ start, text }) => known.start >= start && known.start < start + text.length,
  );
  const name = cleanName(segment?.text ?? '');
  return name !== '' && wordsOf(name).length <= MAX_NAME_WORDS && !NO_NAME.test(name) ? name : cleanName(known.name);
}

/** How much of its segment a known name fills: 1 when nothing else stands there. */
export function coverage(words: string, known: NameMatch): number {
  const segment = segmentsOf(words).find(
    ({ start, text }) => known.start >= start && known.start < start + text.length,
  );
  const all = wordsOf((segment?.text ?? '').replaceAll(BLANK, ' ')).length;
  return all === 0 ? 0 : wordsOf(known.name).length / all;
}

/** Headings and beginnings of sentences, which no exercise is called. */
const NO_NAME =
  /^(?:warm[- ]?up|cool[- ]?down|aufwärmen|hauptteil|calentamiento|aquecimento|main|finisher|circuit|superset|part|performance|fitness|workout|total|level|scaled?|rx|notes?|score|if|this|that|these|i|we|you|my|it|when|then|there|all|pro|per|je|por|par|each|every|only|about|ca|how|why|what|not|no)(?![\p{L}])/iu;

export const isHeading = (words: string): boolean => NO_NAME.test(cleanName(words));

/** The name in a line whose words are not in the vocabulary; null unless it looks like one. */
export function unknownName(words: string): string | null {
  const segment = segmentsOf(words).find(({ text }) => /\p{L}{3}/u.test(text));
  if (segment === undefined) {
    return null;
  }
  const name = cleanName(segment.text);
  const count = wordsOf(name).length;
  if (count === 0 || count > 5 || /[!?]/.test(segment.text)) {
    return null;
  }
  return /\p{L}{3}/u.test(name) && !NO_NAME.test(name) ? name : null;
}

/**
 * What stands beside the name: in parentheses, or behind a colon or a dash. `words` is the line without its amounts,
 * so that numbers are not said twice.
 */
export function instructionsOf(words: string, name: string): string | null {
  const said = (text: string): string => text.replaceAll(BLANK, ' ').replace(/\s+/g, ' ').replace(EDGES, '');
  const parenthesised = [...words.matchAll(/\(([^)]*)\)/gu)].map((match) => said(match[1] ?? ''));
  const behind = said((/(?::|\s-)\s+(.*)$/u.exec(words)?.[1] ?? '').replace(/\([^)]*\)?/g, ''));
  const parts = [...parenthesised, behind].filter((part) => /\p{L}{3}/u.test(part) && !part.includes(name));
  return parts.length === 0 ? null : parts.join('; ').slice(0, 500);
}
