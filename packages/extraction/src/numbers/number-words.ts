import { fold } from './fold.ts';
import type { LanguageData, NumberSpelling } from './languages/language-data.ts';

/** Alternatives of one entry of a list. */
const entry = (list: string, index: number): string[] =>
  (list.split(' ')[index] ?? '').split('/').map((text) => text.replaceAll('_', ' '));

const joined = (joins: readonly string[], heads: readonly string[], tails: readonly string[]): string[] =>
  joins.flatMap((join) => heads.flatMap((head) => tails.map((tail) => `${head}${join.replaceAll('~', ' ')}${tail}`)));

const VOWEL = /^[aeiou]/;

function spellTens(spelling: NumberSpelling, n: number): string[] {
  const { tens, join, onesFirst, compoundOne, elides, vigesimal } = spelling;
  const ten = Math.floor(n / 10);
  const heads = entry(tens, ten - 2);
  // 70 and 90 have no word of their own: what is above 60 and 80 is spelled.
  const rest = vigesimal === true && (ten === 7 || ten === 9) ? n - (ten - 1) * 10 : n % 10;
  if (rest === 0) {
    return heads;
  }
  const tails = rest === 1 && compoundOne !== undefined ? [compoundOne] : spell(spelling, rest);
  if (onesFirst === true) {
    return joined(join, tails, heads);
  }
  if (elides === true) {
    return heads.flatMap((head) => tails.map((tail) => `${VOWEL.test(tail) ? head.slice(0, -1) : head}${tail}`));
  }
  return joined(join, heads, tails);
}

function spellHundreds(spelling: NumberSpelling, n: number): string[] {
  const { hundred, hundreds, joinHundred } = spelling;
  const count = Math.floor(n / 100);
  const plain = hundred.split('/').map((text) => text.replaceAll('_', ' '));
  const last = plain.at(-1) ?? '';
  const many =
    hundreds === undefined
      ? spell(spelling, count).flatMap((ones) => [`${ones} ${last}`, `${ones}${last}`, `${ones} ${last}s`])
      : entry(hundreds, count - 2);
  const heads = count === 1 ? plain : many;
  return n % 100 === 0 ? heads : joined(joinHundred, heads, spell(spelling, n % 100));
}

/** The ways to write `n` (0 to 999), words joined by one space. */
export function spell(spelling: NumberSpelling, n: number): string[] {
  if (n < 20) {
    return entry(spelling.upTo19, n);
  }
  return n < 100 ? spellTens(spelling, n) : spellHundreds(spelling, n);
}

const SPELLED: readonly number[] = [...Array(200).keys(), 200, 300, 400, 500, 600, 700, 800, 900];

/**
 * The number words of a language, folded, words joined by one space, without hyphens: phrase → value. From 0 to 199, the
 * round hundreds, and its further ones: larger numbers are written in digits.
 */
export function numberWordsOf({ numbers, more = {} }: LanguageData): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  if (numbers !== undefined) {
    for (const n of SPELLED) {
      for (const phrase of spell(numbers, n)) {
        words.set(fold(phrase), n);
      }
    }
  }
  for (const [phrase, value] of Object.entries(more)) {
    words.set(fold(phrase), value);
  }
  return words;
}
