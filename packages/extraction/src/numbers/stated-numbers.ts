import { createLexicon, type Lexicon } from './lexicon.ts';
import { isNoQuantity, isPulse } from './not-quantities.ts';
import { type Numeral, type Reading, readNumeral } from './read-numeral.ts';
import { SPACED_DASH, tokenise } from './tokenise.ts';
import { agrees, convert, type Dimension, type Unit } from './units.ts';

interface Stated {
  readonly value: number;
  readonly unit: Unit;
}

/** The numbers that a text states, each with what it may be a number of. */
export interface StatedNumbers {
  readonly size: number;
  /** Whether the text says nothing at all: no letter and no digit. */
  readonly isBlank: boolean;
  /** Whether the text states `value`, in this unit or one it was rightly converted from. */
  states(value: number, dimension: Dimension): boolean;
  /** How many times it does. */
  times(value: number, dimension: Dimension): number;
}

/** Between two numbers these join a range or a list whose unit follows the last: "30-45 s", "10/12/15 kg", "8 to 12". */
const JOINERS = new Set(
  `- ${SPACED_DASH} / , ~ + & to a bis ou o or oder y e et und and then i en och dan tot till do az até il ja и или до і або ve ya или и או و یا إلى या 到 至 から den εως και`.split(
    ' ',
  ),
);
const RANGE = new Set(['-', '~']);
/** These make a range of one thing, so that a label before it is the label of both: "RPE 8-9"; "à 18h30" is one time. */
const TIGHT = new Set(['-', '/', '~', 'h']);
/** Reads every number of a text. Tags, mentions, links, dates, prices, labels and frequencies state nothing. */
export type NumberReader = (text: string) => StatedNumbers;

export function createNumberReader(): NumberReader {
  // Thousands of words: made when a first text comes.
  let lexicon: Lexicon | undefined;
  return (text) => {
    lexicon ??= createLexicon();
    const tokens = tokenise(text);
    const stated = collect({ tokens, lexicon, languages: lexicon.languagesIn(tokens) });
    const times = (value: number, dimension: Dimension): number =>
      stated.filter((one) => {
        const converted = convert(one.value, one.unit, dimension);
        return converted !== undefined && agrees(value, converted, dimension);
      }).length;
    const isBlank = !/[\p{L}\p{N}]/u.test(text);
    return { size: stated.length, isBlank, times, states: (value, dimension) => times(value, dimension) > 0 };
  };
}

const countsNothing = (unit: Unit): boolean => unit === 'other' || unit === 'portion';

/** Numbers that stand together, as in a range; a unit at the end belongs to the bare numbers before it too. */
function statedBy(chain: readonly Numeral[]): Stated[] {
  const last = chain.at(-1)?.units ?? [];
  return chain.flatMap(({ values, units }) => {
    const all = new Set<Unit>([...units, ...(units.includes('none') ? last : [])]);
    return values.flatMap((value) => [...all].map((unit) => ({ value, unit })));
  });
}

function collect(reading: Reading): Stated[] {
  const { tokens } = reading;
  const stated: Stated[] = [];
  let chain: Numeral[] = [];
  /** Where the number before ended that was a label's; a tight range goes on being the label's. */
  let labelledUntil = -1;
  /** "between 130 and 140": a pulse is a range however it is joined. */
  let isOfPulse = false;
  const flush = (): void => {
    stated.push(...statedBy(chain));
    chain = [];
  };
  for (let i = 0; i < tokens.length; ) {
    const numeral = readNumeral(reading, i);
    if (numeral === undefined) {
      if (chain.length > 0 && !(JOINERS.has(tokens[i] ?? '') && readNumeral(reading, i + 1) !== undefined)) {
        flush();
      }
      i += 1;
      continue;
    }
    i = numeral.end;
    const joiner = tokens[numeral.start - 1] ?? '';
    const isJoined = TIGHT.has(joiner) || reading.lexicon.of.has(joiner) || (isOfPulse && JOINERS.has(joiner));
    const isLabelsToo = labelledUntil === numeral.start - 1 && isJoined;
    if (isLabelsToo || isNoQuantity(reading, numeral)) {
      // "9-18 Uhr", "between 8 and 9pm": both ends of the range.
      if (
        (RANGE.has(joiner) || /^\p{L}+$/u.test(joiner)) &&
        JOINERS.has(joiner) &&
        chain.at(-1)?.end === numeral.start - 1
      ) {
        chain.pop();
      }
      flush();
      labelledUntil = numeral.unitAt;
      isOfPulse = isPulse(reading, numeral);
      i = Math.max(numeral.unitAt, numeral.start + 1);
      continue;
    }
    const before = chain.at(-1);
    if (before !== undefined) {
      const sum = compound(before, numeral);
      if (sum !== undefined) {
        stated.push(sum);
      } else if (!JOINERS.has(joiner)) {
        flush();
      } else if (before.units[0] === 'none' && numeral.units.every(countsNothing)) {
        // "4-6 weeks", "from 24 to 17 %"
        chain.pop();
      }
    }
    chain.push(numeral);
  }
  flush();
  return stated;
}

/** "1 min 30", "2m30s", "1 h 15 min": the sum, in seconds. */
function compound(first: Numeral, second: Numeral): Stated | undefined {
  const [a, b] = [first.values[0], second.values[0]];
  if (a === undefined || b === undefined || b >= 60) {
    return undefined;
  }
  const small = second.units;
  const isBare = small.includes('none');
  // "1'30": the mark behind the minutes is none of a quotation here.
  if (first.units.includes('ft') && first.units.includes('min') && isBare && second.start === first.end) {
    return { value: a * 60 + b, unit: 's' };
  }
  if (first.units.includes('none')) {
    return undefined;
  }
  if (first.units.includes('min') && (small.includes('s') || (isBare && first.units.length === 1))) {
    return { value: a * 60 + b, unit: 's' };
  }
  if (first.units.includes('h') && (small.includes('min') || isBare)) {
    return { value: a * 3_600 + b * 60, unit: 's' };
  }
  return undefined;
}
