import { readHanNumeral } from './han-numerals.ts';
import type { Lexicon } from './lexicon.ts';
import type { Unit } from './units.ts';

/** One number of a text with its unit. */
export interface Numeral {
  /** What it may mean: "2,5" is two and a half, or two and five. */
  readonly values: readonly number[];
  readonly units: readonly Unit[];
  /** Position of its first token. */
  readonly start: number;
  /** Position of the first token after the number and its unit. */
  readonly end: number;
  /** Position after the number itself. */
  readonly unitAt: number;
}

/** A text as tokens, with what the lexicon knows of it. */
export interface Reading {
  readonly tokens: readonly string[];
  readonly lexicon: Lexicon;
  /** Languages that are there by a sign of theirs. */
  readonly languages: ReadonlySet<string>;
}

interface Read {
  readonly values: readonly number[];
  readonly unit?: Unit;
  /** In tokens. */
  readonly length: number;
}

/** In tokens, hyphens included: "cent quatre-vingt-dix-sept". */
const LONGEST_PHRASE = 9;
/** "three quarters of an hour" */
const LONGEST_DURATION = 5;
/** Also "ten MORE seconds". */
const ARTICLES = new Set(['a', 'an', 'more', 'de', 'of', 'la', 'el', 'the', 'le', 'di', "'", 'po', 'van', 'av']);
const FRACTION = /^(\d)\/(\d)$/;
const quotient = (match: RegExpExecArray): number => Number(match[1]) / Number(match[2]);

/** "40:20" is a length, and as often so many seconds of work and of rest. */
function readClock(token: string): Read | undefined {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(token);
  if (clock === null) {
    return undefined;
  }
  const [a, b, c] = [Number(clock[1]), Number(clock[2]), clock[3] === undefined ? undefined : Number(clock[3])];
  if (c !== undefined) {
    return { values: [a * 3_600 + b * 60 + c], unit: 's', length: 1 };
  }
  const isInterval = a >= 10 && b >= 5 && a % 5 === 0 && b % 5 === 0;
  return { values: isInterval ? [a * 60 + b, a, b] : [a * 60 + b], unit: 's', length: 1 };
}

function readDigits(token: string | undefined, next: string | undefined): Read | undefined {
  if (token === undefined || !/^\d/.test(token)) {
    return undefined;
  }
  const clock = readClock(token);
  if (clock !== undefined) {
    return clock;
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
  if (token.includes(',')) {
    return { values: token.split(',').map(Number), length: 1 };
  }
  const value = Number.parseFloat(token);
  return Number.isFinite(value) ? { values: [value], length: 1 } : undefined;
}

function readWords({ tokens, lexicon, languages }: Reading, start: number): Read | undefined {
  let longest: Read | undefined;
  let phrase = '';
  for (let length = 1; length <= LONGEST_PHRASE; length += 1) {
    const token = tokens[start + length - 1];
    if (token === undefined || (length === 1 && !lexicon.starts.has(token))) {
      break;
    }
    if (token === '-') {
      continue;
    }
    phrase = length === 1 ? token : `${phrase} ${token}`;
    const words = lexicon.numbers.get(phrase) ?? [];
    const values = words
      .filter(({ language }) => language === null || languages.has(language))
      .map(({ value }) => value);
    if (values.length > 0) {
      longest = { values, length };
    }
  }
  return longest;
}

const WHOLE = new Set(['full', 'whole', 'entire', 'solid']);

function readArticle({ tokens, lexicon }: Reading, start: number): Read | undefined {
  // An article before a unit is a one: "a minute", "a full minute".
  const length = WHOLE.has(tokens[start + 1] ?? '') ? 2 : 1;
  const next = tokens[start + length];
  const isArticle = tokens[start] === 'a' || tokens[start] === 'an';
  return isArticle && next !== undefined && next.length > 1 && lexicon.unitsOf(next) !== undefined
    ? { values: [1], length }
    : undefined;
}

/** The position after the half that follows, or undefined: "and a half", "y medio", "buçuk". */
function readHalf({ tokens, lexicon }: Reading, start: number): number | undefined {
  if (lexicon.bareHalf.has(tokens[start])) {
    return start + 1;
  }
  if (!lexicon.and.has(tokens[start])) {
    return undefined;
  }
  const isArticle = ARTICLES.has(tokens[start + 1] ?? '') || tokens[start + 1] === 'een' || tokens[start + 1] === 'en';
  const at = isArticle ? start + 2 : start + 1;
  return lexicon.half.has(tokens[at]) ? at + 1 : undefined;
}

interface Unitful {
  readonly units: readonly Unit[];
  readonly end: number;
}

function readUnit({ tokens, lexicon }: Reading, after: number): Unitful | undefined {
  for (const skip of [0, 1]) {
    const word = tokens[after + skip] ?? '';
    if (skip === 1 && !(tokens[after] === '-' || ARTICLES.has(tokens[after] ?? ''))) {
      return undefined;
    }
    const units = lexicon.unitsOf(word);
    if (units !== undefined) {
      return { units, end: after + skip + (word === 'x' ? 0 : 1) };
    }
  }
  return undefined;
}

/** Words that are a number and its unit. */
function readDuration(reading: Reading, start: number): Numeral | undefined {
  const { tokens, lexicon } = reading;
  for (let length = LONGEST_DURATION; length > 0; length -= 1) {
    const duration = lexicon.durations.get(tokens.slice(start, start + length).join(' '));
    if (duration !== undefined) {
      const after = start + length;
      const end = readHalf(reading, after);
      const value = duration[0] + (end === undefined ? 0 : 0.5);
      return { values: [value], units: [duration[1]], start, end: end ?? after, unitAt: start };
    }
  }
  return undefined;
}

/** A unit that stands for one of itself. */
function readUnitWord(reading: Reading, start: number): Numeral | undefined {
  const { tokens, lexicon } = reading;
  if (!lexicon.bareUnits.has(tokens[start])) {
    return undefined;
  }
  const units = lexicon.unitsOf(tokens[start] ?? '') ?? [];
  const half = readHalf(reading, start + 1);
  if (half !== undefined) {
    return { values: [1.5], units, start, end: half, unitAt: start };
  }
  const one = readWords(reading, start + 1);
  if (one?.values.includes(1) === true) {
    return { values: [1], units, start, end: start + 2, unitAt: start };
  }
  // "an hour and 20 minutes"
  const follows =
    readDigits(tokens[start + 1], undefined) ??
    readDigits(tokens[start + 2], undefined) ??
    readDigits(tokens[start + 3], undefined);
  const joins = /^(?:و|ו|-|e|y|et|i)$/.test(tokens[start + 1] ?? '');
  return follows !== undefined && joins ? { values: [1], units, start, end: start + 1, unitAt: start } : undefined;
}

/** Units that are words of other languages for "with": "3x10 s 7,5 kg". */
const PREPOSITIONS = new Set(['s', 'sa']);
/** A Dutch "with" whatever follows, and a Vietnamese metre. */
const WITH = 'met';
/** "EMOM 12" and "AMRAP 20" are so many minutes. */
const MINUTES_BEFORE = new Set(['emom', 'amrap']);

/** The number that begins at a token, or undefined. */
export function readNumeral(reading: Reading, start: number): Numeral | undefined {
  const { tokens } = reading;
  const token = tokens[start];
  const duration = readDuration(reading, start);
  if (duration !== undefined) {
    return duration;
  }
  const han = token === undefined ? null : readHanNumeral(token);
  const read =
    readDigits(token, tokens[start + 1]) ??
    (han === null ? undefined : { values: [han], length: 1 }) ??
    readWords(reading, start) ??
    readArticle(reading, start);
  if (read === undefined) {
    return readUnitWord(reading, start);
  }
  const after = start + read.length;
  if (read.unit !== undefined) {
    return { values: read.values, units: [read.unit], start, end: after, unitAt: after };
  }
  const halfBefore = readHalf(reading, after);
  const unit = readUnit(reading, halfBefore ?? after);
  if (halfBefore !== undefined && (unit !== undefined || tokens[after] !== '半')) {
    const values = read.values.map((value) => value + 0.5);
    return { values, units: unit?.units ?? ['none'], start, end: unit?.end ?? halfBefore, unitAt: halfBefore };
  }
  if (unit === undefined) {
    // "休息一分半" aside, a half behind a bare number is half of what it counts.
    const units: readonly Unit[] = MINUTES_BEFORE.has(tokens[start - 1] ?? '') ? ['none', 'min'] : ['none'];
    return { values: read.values, units, start, end: after, unitAt: after };
  }
  const word = tokens[unit.end - 1] ?? '';
  if (word === WITH || (PREPOSITIONS.has(word) && /^\d/.test(tokens[unit.end] ?? ''))) {
    return { values: read.values, units: [...unit.units, 'none'], start, end: unit.end, unitAt: after };
  }
  const halfAfter = readHalf(reading, unit.end);
  const values = halfAfter === undefined ? read.values : read.values.map((value) => value + 0.5);
  return { values, units: unit.units, start, end: halfAfter ?? unit.end, unitAt: after };
}
