import { fold } from './fold.ts';
import { HAN_NUMERALS } from './han-numerals.ts';

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
/** Numbers that are parts of a name or a line in an address book: "SAVE20", "555-0142", "5'11", "1990s". */
const NAMES = [
  /(?<![a-z])(?:bmi|vo2 ?max):? ?(?:(?:of|from) )?\d+(?:[.,]\d+)?(?: to \d+)?/g,
  /(?<![a-z0-9])(?!(?:amrap|emom|tabata|rx?|x)\d)[a-z]{2,}\d+[a-z0-9]*/g,
  /(?<![\d-])\d{3}[- ]\d{4}(?!\d)/g,
  /(?<![\d.])[4-7]'(?:1[01]|\d)(?!\d)"?(?!\s*(?:min|sec|rest))/g,
  /(?<!\d)(?:19|20)\d\ds(?![a-z])/g,
  // "28 y/o", "1 on 1 coaching", "9-5 job", and challenges that are called by their days.
  /(?<!\d)\d{1,3} ?y\/?o\b/g,
  /(?<!\d)1(?: |-)?on(?: |-)?1(?!\d)/g,
  /(?<!\d)9(?: ?[-\u2013] ?| to )5(?= (?:job|work|life|grind|office|desk))/g,
  /(?<!\d)75 (?:hard|soft|medium)(?![a-z])/g,
  /(?<![a-z0-9])(?:f45|p90x|c25k)(?![a-z0-9])/g,
  /(?<![a-z0-9])(?:[a-z]+_|code:? ?[a-z]+-)\d+(?![a-z0-9])/g,
  /(?<=(?<!\p{L})(?:am|vom|bis|zum|ab|from|to|until) )\d{1,2}\.\d{1,2}\.(?!\d)/gu,
  /(?<!\d)[23] ?for ?1(?!\d)/g,
  /(?<![a-z])(?:mom|mum|mama|mother|dad|father) of \w+/g,
  /(?<!\d)(?:480|720|1080|1440|2160)p(?![a-z])/g,
  // Ratings, decades of music, "at 18.30".
  /(?<![\d/])\d{1,2}(?:[.,]\d)?\/(?:5|10)(?= (?:rating|stars?|reviews?))/g,
  /(?<=(?<![a-z])(?:a|an|solid) )\d{1,2}\/10(?![\d/])/g,
  /(?<!\d)[5-9]0s(?= (?:music|vibes?|hits|kids|playlist|throwback|called))/g,
  /(?<=(?<![a-z])at )(?:[01]?\d|2[0-3])\.[0-5]\d(?!\d| ?(?:kgs?|kilos?|lbs?|pounds?|km|miles?|m)(?![a-z]))/g,
  // The number of a line in a list: "2) Crunches".
  /^[ \t]*\d{1,2}[.)][ \t]+(?=[\p{L}\d])/gmu,
  // The number of a superset: "A1.".
  /(?<![a-z0-9])[a-h][1-9](?=[.):\s])/g,
];
/** First code points of the decimal digits that people write besides ASCII; full-width ones go with NFKC. */
const ZEROS = [0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66];
const MORE_ZEROS = [0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810];
const SIMPLE_FRACTION = /(?<![\d/])([1-9])\/([2-9])(?![\d/])/g;

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
  for (const name of NAMES) {
    plain = plain.replace(name, ' ');
  }
  plain = plain
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
