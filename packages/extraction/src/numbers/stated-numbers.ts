import { createNumberWords } from './number-words.ts';
import { tokenise } from './tokenise.ts';
import { agrees, convert, type Dimension, LABEL_BEFORE, type Unit, unitsOf } from './units.ts';

interface Stated {
  readonly value: number;
  readonly unit: Unit;
}

/** The numbers that a text states, each with what it may be a number of. */
export interface StatedNumbers {
  readonly size: number;
  /** Whether the text states `value`, in this unit or one it was rightly converted from. */
  states(value: number, dimension: Dimension): boolean;
  /** How many times it does. */
  times(value: number, dimension: Dimension): number;
}

/** In tokens, hyphens included: "cent quatre-vingt-dix-sept". */
const LONGEST_PHRASE = 9;
/** Between two numbers these join a range or a list whose unit follows the last: "30-45 s", "10/12/15 kg", "8 to 12". */
const JOINERS = new Set([
  '-',
  '/',
  ',',
  '~',
  '+',
  '&',
  'to',
  'a',
  'bis',
  'ou',
  'o',
  'or',
  'oder',
  'y',
  'e',
  'et',
  'und',
  'and',
  'then',
]);
const AND = new Set(['and', 'y', 'e', 'et', 'und']);
const HALF = new Set(['half', 'media', 'medio', 'meia', 'meio', 'halbe', 'demi', 'demie']);
const ARTICLES = new Set(['a', 'an', 'de', 'of', 'la', 'el', 'the', 'le']);

/** Reads every number of a text. Tags, mentions, links, dates, prices and labels state nothing. */
export type NumberReader = (text: string) => StatedNumbers;

export function createNumberReader(): NumberReader {
  const values = createNumberWords();
  const words: Words = { values, starts: new Set([...values.keys()].map((phrase) => phrase.split(' ')[0] ?? '')) };
  return (text) => {
    const stated = collect(tokenise(text), words);
    const times = (value: number, dimension: Dimension): number =>
      stated.filter((one) => {
        const converted = convert(one.value, one.unit, dimension);
        return converted !== undefined && agrees(value, converted, dimension);
      }).length;
    return { size: stated.length, times, states: (value, dimension) => times(value, dimension) > 0 };
  };
}

interface Words {
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** First words of all phrases: most words of a text begin none. */
  readonly starts: ReadonlySet<string>;
}

interface Numeral {
  readonly values: readonly number[];
  readonly units: readonly Unit[];
  /** Position of the first token after the number and its unit. */
  readonly end: number;
  readonly labelled: boolean;
}

function collect(tokens: readonly string[], words: Words): Stated[] {
  const stated: Stated[] = [];
  let chain: Numeral[] = [];
  const flush = (): void => {
    // A unit at the end of a chain belongs to the bare numbers before it too; so does a label at its beginning.
    const last = chain.at(-1)?.units ?? [];
    const labelled = chain[0]?.labelled === true;
    for (const numeral of chain) {
      const units = new Set<Unit>([...numeral.units, ...(numeral.units.includes('none') ? last : [])]);
      if (!labelled) {
        for (const value of numeral.values) {
          for (const unit of units) {
            stated.push({ value, unit });
          }
        }
      }
    }
    chain = [];
  };
  for (let i = 0; i < tokens.length; ) {
    const numeral = readNumeral(tokens, i, words);
    if (numeral === undefined) {
      if (chain.length > 0 && !(JOINERS.has(tokens[i] ?? '') && isNumeral(tokens, i + 1, words))) {
        flush();
      }
      i++;
      continue;
    }
    const before = chain.at(-1);
    if (before !== undefined) {
      const sum = before.units.length === 1 && before.units[0] !== 'none' ? compound(before, numeral) : undefined;
      if (sum !== undefined) {
        stated.push(sum);
      } else if (!JOINERS.has(tokens[i - 1] ?? '')) {
        flush();
      }
    }
    chain.push(numeral);
    i = numeral.end;
    const half = readHalf(tokens, i);
    if (half !== undefined) {
      for (const value of numeral.values) {
        for (const unit of numeral.units) {
          stated.push({ value: value + 0.5, unit });
        }
      }
      i = half;
    }
  }
  flush();
  return stated;
}

const isNumeral = (tokens: readonly string[], i: number, words: Words): boolean =>
  readNumeral(tokens, i, words) !== undefined;

function readNumeral(tokens: readonly string[], start: number, words: Words): Numeral | undefined {
  const read = readDigits(tokens[start], tokens[start + 1]) ?? readWords(tokens, start, words);
  if (read === undefined) {
    return undefined;
  }
  const labelled = LABEL_BEFORE.test(tokens[start - 1] ?? '');
  const after = start + read.length;
  if (read.unit !== undefined) {
    return { values: read.values, units: [read.unit], end: after, labelled };
  }
  for (const skip of [0, 1]) {
    const word = tokens[after + skip] ?? '';
    if (skip === 1 && !(tokens[after] === '-' || ARTICLES.has(tokens[after] ?? ''))) {
      break;
    }
    const units = unitsOf(word);
    if (units !== undefined) {
      return { values: read.values, units, end: after + skip + (word === 'x' ? 0 : 1), labelled };
    }
  }
  return { values: read.values, units: ['none'], end: after, labelled };
}

const FRACTION = /^(\d)\/(\d)$/;
const quotient = (match: RegExpExecArray): number => Number(match[1]) / Number(match[2]);

interface Read {
  readonly values: readonly number[];
  readonly unit?: Unit;
  /** In tokens. */
  readonly length: number;
}

function readDigits(token: string | undefined, next: string | undefined): Read | undefined {
  if (token === undefined || !/^\d/.test(token)) {
    return undefined;
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(token);
  if (clock !== null) {
    const [a, b, c] = [Number(clock[1]), Number(clock[2]), clock[3] === undefined ? undefined : Number(clock[3])];
    return { values: [c === undefined ? a * 60 + b : a * 3600 + b * 60 + c], unit: 's', length: 1 };
  }
  const fraction = FRACTION.exec(token);
  if (fraction !== null) {
    return { values: [quotient(fraction)], length: 1 };
  }
  const mixed = /^\d+$/.test(token) ? FRACTION.exec(next ?? '') : null;
  if (mixed !== null) {
    return { values: [Number(token) + quotient(mixed)], length: 2 };
  }
  if (/^\d{1,3}(?:[.,]\d{3})+$/.test(token)) {
    const whole = Number(token.replace(/[.,]/g, ''));
    return { values: token.includes('.') ? [whole, Number.parseFloat(token)] : [whole], length: 1 };
  }
  const comma = /^(\d+),(\d+)$/.exec(token);
  // "2,5 kg" is a decimal, "12,10" may be a list.
  if (comma !== null) {
    return { values: [Number(`${comma[1]}.${comma[2]}`), Number(comma[1]), Number(comma[2])], length: 1 };
  }
  const value = Number.parseFloat(token);
  return Number.isFinite(value) ? { values: [value], length: 1 } : undefined;
}

function readWords(tokens: readonly string[], start: number, words: Words): Read | undefined {
  let longest: Read | undefined;
  let phrase = '';
  for (let length = 1; length <= LONGEST_PHRASE; length++) {
    const token = tokens[start + length - 1];
    if (token === undefined || (length === 1 && !words.starts.has(token))) {
      break;
    }
    if (token === '-') {
      continue;
    }
    phrase = length === 1 ? token : `${phrase} ${token}`;
    const values = words.values.get(phrase);
    if (values !== undefined) {
      longest = { values, length };
    }
  }
  if (longest !== undefined) {
    return longest;
  }
  // An article before a unit is a one: "a minute".
  const next = tokens[start + 1];
  const isArticle = tokens[start] === 'a' || tokens[start] === 'an';
  return isArticle && next !== undefined && next.length > 1 && unitsOf(next) !== undefined
    ? { values: [1], length: 1 }
    : undefined;
}

/** "1 min 30", "1 h 15 min": the sum, in seconds. */
function compound(first: Numeral, second: Numeral): Stated | undefined {
  const [big, small] = [first.units[0], second.units[0]];
  const [a, b] = [first.values[0], second.values[0]];
  if (a === undefined || b === undefined || b >= 60) {
    return undefined;
  }
  if (big === 'min' && (small === 's' || small === 'none')) {
    return { value: a * 60 + b, unit: 's' };
  }
  if (big === 'h' && (small === 'min' || small === 'none')) {
    return { value: a * 3600 + b * 60, unit: 's' };
  }
  return undefined;
}

/** The position after "and a half", or undefined. */
function readHalf(tokens: readonly string[], start: number): number | undefined {
  if (!AND.has(tokens[start] ?? '')) {
    return undefined;
  }
  const next = ARTICLES.has(tokens[start + 1] ?? '') ? start + 2 : start + 1;
  return HALF.has(tokens[next] ?? '') ? next + 1 : undefined;
}
