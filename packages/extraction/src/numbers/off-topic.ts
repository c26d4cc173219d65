import { type Numeral, type Reading, readNumeral } from './read-numeral.ts';
import type { Unit } from './units.ts';

/** Longer stretches of words are sentences of their own. */
const WINDOW = 5;
const SENTENCE_END = /^[.;!?()[\]|·•\n]$/;
const PUNCTUATION = /^[^\p{L}\p{N}]+$/u;
const WEIGHTS = new Set<Unit>(['kg', 'lb', 'st']);
const LONG = new Set<Unit>(['min', 'h', 'mi', 'km']);
/** `quantity` of the schema allows no more repetitions. */
const MOST = 10_000;

const isBare = ({ units }: Numeral): boolean => units[0] === 'none';

export const isTooMany = (numeral: Numeral): boolean =>
  isBare(numeral) && numeral.values.every((value) => value > MOST);

/** Behind a number that is a name nothing follows that it could count. */
const endsThere = ({ lexicon }: Reading, next: string | undefined): boolean =>
  next === undefined || PUNCTUATION.test(next) || lexicon.fillers.has(next);

/** "damper at 5", "track 7 of the album", "score 88", but not "score 10 push-ups". */
export function isNamed(reading: Reading, numeral: Numeral): boolean {
  const { tokens, lexicon } = reading;
  const { start, end } = numeral;
  // "Friday: 10/8/6" begins a list.
  const isList = tokens[start - 1] === ':' && /^[-/,]$/.test(tokens[end] ?? '');
  if (!isBare(numeral) || isList || !endsThere(reading, tokens[end])) {
    return false;
  }
  for (let i = start - 1; i >= Math.max(0, start - 3); i -= 1) {
    const token = tokens[i] ?? '';
    if (lexicon.names.endsWith(token) || lexicon.names.has(`${tokens[i - 1]} ${token}`)) {
      return true;
    }
    if (token !== ':' && token !== '#' && token !== '.' && !lexicon.fillers.has(token)) {
      return false;
    }
  }
  return false;
}

/** "I weigh about 82 kg", "lost 20kg", "10 kilo kwijt". */
export function isBodyWeight({ tokens, lexicon }: Reading, numeral: Numeral): boolean {
  const { start, end, units } = numeral;
  const isWeight = units.some((unit) => WEIGHTS.has(unit));
  if (!isWeight && (!isBare(numeral) || tokens[end] === 'x')) {
    return false;
  }
  const [next = '', second = ''] = tokens.slice(end, end + 2);
  if (isWeight && (lexicon.bodyWeightAfter.startsWith(next) || lexicon.bodyWeightAfter.has(`${next} ${second}`))) {
    return true;
  }
  for (let i = start - 1; i >= Math.max(0, start - WINDOW); i -= 1) {
    const token = tokens[i] ?? '';
    const before = tokens[i - 1] === ',' ? tokens[i - 2] : tokens[i - 1];
    if (lexicon.bodyWeight.endsWith(token) || lexicon.bodyWeight.has(`${before} ${token}`)) {
      return true;
    }
    if (!lexicon.fillers.has(token) && token !== ':' && token !== '~') {
      return false;
    }
  }
  return false;
}

/** Lighter than this is no person; more than twice as much is not lost. */
const LIGHTEST_KG = 45;
const inKg = ({ values: [value = 0], units }: Numeral): number =>
  units.includes('kg') ? value : units.includes('lb') ? value / 2.20462 : 0;

/** "from 92kg to 78kg": a person's weight before and after. */
export function isWeightLoss(reading: Reading, numeral: Numeral): boolean {
  const { tokens } = reading;
  if (inKg(numeral) < LIGHTEST_KG) {
    return false;
  }
  for (const gap of [0, 1, 2]) {
    const later = readNumeral(reading, numeral.end + gap);
    // The number before has a unit of its own, or one glued to it.
    const sooner = readNumeral(reading, numeral.start - gap - 2) ?? readNumeral(reading, numeral.start - gap - 1);
    const isPair = (first?: Numeral, second?: Numeral): boolean =>
      first !== undefined &&
      second !== undefined &&
      first.end + gap === second.start &&
      tokens.slice(first.end, second.start).every((token) => /^\p{L}+$/u.test(token)) &&
      inKg(second) >= LIGHTEST_KG &&
      inKg(first) > inKg(second) &&
      isFrom(reading, first, second);
    if (isPair(numeral, later) || isPair(sooner, numeral)) {
      return true;
    }
  }
  return false;
}

const isFrom = ({ tokens, lexicon }: Reading, first: Numeral, second: Numeral): boolean =>
  lexicon.from.endsWith(tokens[first.start - 1]) ||
  lexicon.from.startsWith(tokens[first.end]) ||
  lexicon.from.has(tokens[second.start - 1]);

/** Time and ways that are no training: sleep, drives, meals; in the same clause, no other number between. */
export function isDailyLife({ tokens, lexicon }: Reading, { start, end, unitAt, units }: Numeral): boolean {
  if (!units.every((unit) => LONG.has(unit) || unit === 'm')) {
    return false;
  }
  const isLife = (i: number): boolean =>
    lexicon.life.isIn(tokens[i]) || lexicon.life.has(`${tokens[i]} ${tokens[i + 1]}`);
  const isBorder = (token = ''): boolean => token === ',' || SENTENCE_END.test(token) || /^\d/.test(token);
  for (let i = start - 1; i >= Math.max(0, start - WINDOW + 1) && !isBorder(tokens[i]); i -= 1) {
    if (isLife(i)) {
      return true;
    }
  }
  for (let i = unitAt; i < Math.min(tokens.length, end + WINDOW - 1) && !isBorder(tokens[i]); i += 1) {
    if (isLife(i)) {
      return true;
    }
  }
  return false;
}

/** Farther away nobody looks, in texts without any punctuation. */
const SENTENCE = 30;
const SIGN_OF_TRAINING = /^[x@]$/;

/** "3-4 minutes", "14/20-lb": the unit of a range stands behind its end. */
function isMeasuredLater(reading: Reading, end: number): boolean {
  const joiner = reading.tokens[end] ?? '';
  const next = /^(?:[-/~,]|to|or)$/.test(joiner) ? readNumeral(reading, end + 1) : undefined;
  return next !== undefined && (!isBare(next) || next.values.length > 1);
}

/**
 * A bare number of a whole sentence that never speaks of training: "machine pin on 9", "suite 300 is ours". Lists have no
 * words of sentences, and a number that begins a line counts what follows it.
 */
export function isSmallTalk(reading: Reading, numeral: Numeral): boolean {
  const { tokens, lexicon } = reading;
  const { start, end, unitAt } = numeral;
  if (!isBare(numeral) || isMeasuredLater(reading, end)) {
    return false;
  }
  let isProse = false;
  let from = start;
  for (; from > Math.max(0, start - SENTENCE) && !SENTENCE_END.test(tokens[from - 1] ?? ''); from -= 1) {}
  if (from === start) {
    return false;
  }
  for (let i = from; i < Math.min(tokens.length, end + SENTENCE); i += 1) {
    const token = tokens[i] ?? '';
    if (i >= unitAt && SENTENCE_END.test(token)) {
      break;
    }
    if (lexicon.isTraining(token) || SIGN_OF_TRAINING.test(token)) {
      return false;
    }
    isProse ||= lexicon.prose.has(token);
  }
  return isProse;
}
