const LINKS_AND_TAGS = /(?:https?:\/\/|www\.)\S+|[^\s@]{1,64}@[^\s@.]{1,64}\.[^\s@]{1,64}|[#@][\p{L}\p{N}_.-]+/gu;
const DATES = /\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b/g;
/** First code points of the decimal digits that people write besides ASCII; full-width ones go with NFKC. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];
const SIMPLE_FRACTION = /(?<![\d/])([1-9])\/([2-9])(?![\d/])/g;

const TOKEN = /\d{1,2}:\d{2}(?::\d{2})?(?!\d)|[1-9]\/[2-9](?![\d/])|\d+(?:[.,]\d+)*|\p{L}+|['"%$€£,/~+&-]|[^\s]/gu;

/**
 * Words, numerals and signs of a text, lower-case and without accents, in one spelling of dashes, quotes and crosses.
 * What never states a quantity (links, mentions, tags, dates) is left out.
 */
export function tokenise(text: string): string[] {
  const plain = text
    .replace(LINKS_AND_TAGS, ' ')
    .replace(/(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])/g, ' ')
    .normalize('NFKC')
    .replace(DATES, ' ')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(/[\u2044\u2215]/g, '/')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018\u2019\u2032\u00b4`]/g, "'")
    .replace(/[\u201c\u201d\u2033]|''/g, '"')
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
  const zero = ZEROS.find((first) => code >= first && code < first + 10);
  return zero === undefined ? Number.NaN : code - zero;
}
