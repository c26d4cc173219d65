import { fold } from './fold.ts';
import { HAN_NUMERALS } from './han-numerals.ts';
import { LANGUAGES } from './languages/index.ts';
import { NAMED_FIGURES } from './named-figures.ts';

/** What is no text of the post: links, addresses, tags and mentions. A load behind an `@` is none: "4x8@60kg". */
const LINKS_AND_TAGS =
  /(?:https?:\/\/|www\.)\S+|[^\s@]{1,64}@(?!\d)[^\s@.]{1,64}\.[^\s@]{1,64}|#[\p{L}\p{N}_.-]+|@(?!\d)[\p{L}\p{N}_.-]+/gu;
const DATES = /\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b/g;
/** Always open: "24/7", "24h/24 et 7j/7". */
const ALWAYS =
  /(?<![\d/])(?:24\s?(?:h\s?)?\/\s?(?:24|7)(?:[jd]\s?\/\s?7)?|7\s?[jd]?\s?\/\s?(?:24|7(?![\d]))|7\s?\/\s?24)(?![\d/])/g;
/** Numbers as telephones have them: groups of digits behind a plus, a zero or a bracket. */
const TELEPHONE = /(?<![\d.,:x])(?:\+\d|0\d|\(\d{2,5}\))[\d() ./-]{6,18}\d(?![\d:])/g;
const TELEPHONE_DIGITS = 9;
/** First code points of the decimal digits that people write besides ASCII; full-width ones go with NFKC. */
const ZEROS = [0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66];
const MORE_ZEROS = [0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810];
const SIMPLE_FRACTION = /(?<![\d/])([1-9])\/([2-9])(?![\d/])/g;

const FIGURES = [...NAMED_FIGURES, ...LANGUAGES.flatMap(({ figures }) => figures ?? [])];

/** A dash with blanks around it; one without joins what it stands between. */
export const SPACED_DASH = '--';

const TOKEN = new RegExp(
  [
    '--',
    '\\d{1,2}:\\d{2}(?::\\d{2})?(?!\\d)',
    '(?<![\\d/])[1-9]/[2-9](?![\\d/])',
    '\\d+(?:[.,]\\d+)*',
    // Units of two letters that hold a quotation mark.
    '(?<!\\p{Script=Hebrew})\\p{Script=Hebrew}+"\\p{Script=Hebrew}+',
    '千[克米]',
    '刻[钟鐘]',
    `[${HAN_NUMERALS}]+`,
    '半',
    `(?:(?![${HAN_NUMERALS}半])[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー])+`,
    '(?:(?!\\p{Script=Han}|\\p{Script=Hiragana}|\\p{Script=Katakana})\\p{L})+',
    '[^\\s]',
  ].join('|'),
  'gu',
);

/**
 * Words, numerals and signs of a text, folded, in one spelling of dashes, quotes and crosses. What never states a quantity
 * (links, mentions, tags, dates, codes) is left out.
 */
export function tokenise(text: string): string[] {
  let plain = fold(
    text
      .replace(LINKS_AND_TAGS, ' ')
      .replace(/(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])/g, ' ')
      .normalize('NFKC')
      .replace(DATES, ' ')
      .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit))),
  )
    .replace(/\u066a/g, '%')
    .replace(/\u066b/g, '.')
    .replace(/\u066c/g, '')
    .replace(/[\u2044\u2215]/g, '/')
    .replace(/[\u2018\u2019\u2032\u00b4`]/g, "'")
    .replace(/[\u201c\u201d\u2033\u05f4]|''/g, '"')
    .replace(/[\u301c\uff5e]/g, '~');
  plain = plain
    .replace(ALWAYS, ' ')
    .replace(TELEPHONE, (whole) => (whole.replace(/\D/g, '').length >= TELEPHONE_DIGITS ? ' ' : whole));
  for (const figure of FIGURES) {
    plain = plain.replace(figure, ' ');
  }
  plain = plain
    // "E2MOM": every two minutes on the minute.
    .replace(/(?<![a-z0-9])e(\d{1,2})mom(?![a-z])/g, ' $1 min ')
    .replace(/\s[\u2010-\u2015\u2212-]\s/g, ` ${SPACED_DASH} `)
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/(?<=\d)\s*[×✕*]\s*(?=\d)/g, ' x ');
  return [...splitFractions(plain).matchAll(TOKEN)].map(([token]) => token);
}

/** "40/20" is two numbers; only a lone small fraction such as "1/2" is one. */
const splitFractions = (text: string): string =>
  text.replace(SIMPLE_FRACTION, (whole, over: string, under: string) =>
    Number(over) < Number(under) ? whole : `${over} / ${under}`,
  );

function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) {
    return code - 0x30;
  }
  const zero = [...ZEROS, ...MORE_ZEROS].find((first) => code >= first && code < first + 10);
  return zero === undefined ? Number.NaN : code - zero;
}
