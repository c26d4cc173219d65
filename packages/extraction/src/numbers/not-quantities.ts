import type { Numeral, Reading } from './read-numeral.ts';

const CURRENCY = new Set(['$', '€', '£', '¥', '₽', '₺', '₩', '₹', 'rp', 'usd', 'eur', 'gbp', 'r$', 'tl', 'rs']);
/** Between a number and the stretch of time that it is a frequency of: "3 times A week", "por", "na". */
const PER = new Set(
  'a an per pro por par al à la in na no v w z u i the each every every de da do do у в на за po op om om die der je ogni alla fois x mal em em het een den na σε την στην mot در في יום'.split(
    ' ',
  ),
);
const DATE_BEFORE = new Set('on by until till from since before after am bis ab el le den til vom zum dia'.split(' '));
/** What is eaten and drunk is not trained. */
const EATEN = new Set('eat eating ate drink drank sleep slept'.split(' '));
const HEART = new Set('puls pulse pulso pouls пульс nabiz rate hr'.split(' '));
const PUNCTUATION = /^[.,;:!?()[\]|·•\n]$/;

const isYear = ({ values, units }: Numeral, token: string): boolean =>
  units[0] === 'none' && /^(?:19|20)\d\d$/.test(token) && values.length === 1;

function isFrequency({ tokens, lexicon }: Reading, numeral: Numeral): boolean {
  const before = tokens[numeral.start - 1];
  if (lexicon.frequencies.endsWith(before) || lexicon.frequencies.has(tokens[numeral.end])) {
    return true;
  }
  let isTimes = false;
  for (let i = numeral.unitAt; i < numeral.unitAt + 5; i += 1) {
    const token = tokens[i];
    if (token === undefined || PUNCTUATION.test(token)) {
      return false;
    }
    if (lexicon.frequencies.startsWith(token)) {
      return true;
    }
    if (lexicon.periods.has(token)) {
      return isTimes;
    }
    if (token === 'x' || lexicon.times.has(token)) {
      isTimes = true;
    } else if (PER.has(token)) {
      isTimes ||= i > numeral.unitAt || token === 'per';
    } else {
      return false;
    }
  }
  return false;
}

function isTimeOfDay({ tokens, lexicon }: Reading, { start, end, unitAt }: Numeral): boolean {
  const isClock = /^\d{1,2}:\d{2}$/.test(tokens[start] ?? '');
  if (lexicon.clockAfter.has(tokens[end]) || lexicon.clockAfter.has(tokens[unitAt])) {
    return true;
  }
  if (isClock && lexicon.clockBefore.has(tokens[start - 1])) {
    return true;
  }
  // "um 6 Uhr", "à 6h30": a whole hour, or hours and minutes, behind the word for it.
  const isHours = /^h(?:\d|$)/.test(tokens[unitAt] ?? '') && /^\d/.test(tokens[unitAt + 1] ?? '');
  return isHours && lexicon.clockBefore.has(tokens[start - 1]);
}

function isDate({ tokens, lexicon }: Reading, { start, end }: Numeral): boolean {
  const next = tokens[end] === '.' || tokens[end] === 'de' || tokens[end] === 'of' ? tokens[end + 1] : tokens[end];
  if (lexicon.months.has(next) || lexicon.months.has(tokens[start - 1])) {
    return true;
  }
  const [first, second] = tokens[start + 1] === '/' ? [start, start + 2] : [start - 2, start];
  if (tokens[first + 1] !== '/' || !DATE_BEFORE.has(tokens[first - 1] ?? '') || tokens[second + 1] === '/') {
    return false;
  }
  return Number(tokens[first]) <= 31 && Number(tokens[second]) <= 31;
}

function isLabelled({ tokens, lexicon }: Reading, { start, end, unitAt }: Numeral): boolean {
  const skip = tokens[start - 1] === ':' || tokens[start - 1] === '#' || tokens[start - 1] === '.' ? 2 : 1;
  if (lexicon.labels.endsWith(tokens[start - skip])) {
    return true;
  }
  // "Hari ke-5": an ordinal, whatever it counts.
  if (tokens[start - 1] === '-' && tokens[start - 2] === 'ke') {
    return true;
  }
  // "5. gün", "5日目": the label follows the ordinal.
  const isOrdinal = tokens[unitAt] === '.' && lexicon.labels.has(tokens[unitAt + 1]);
  // "heart rate stayed around 120": the pulse, a few words before.
  const near = tokens.slice(Math.max(0, start - 4), start);
  const isPulse = near.some((token) => HEART.has(token)) && !near.some((token) => PUNCTUATION.test(token));
  const isOld = tokens[unitAt] === '+' && /^(?:welcome|years?|yrs|and)$/.test(tokens[unitAt + 1] ?? '');
  return isOrdinal || isPulse || isOld || tokens[end] === 'followers';
}

/**
 * Whether a number says nothing of the workout: a label, a price, a date, a time of day, a frequency, a year, what
 * somebody eats.
 */
export function isNoQuantity(reading: Reading, numeral: Numeral): boolean {
  const { tokens } = reading;
  const before = tokens[numeral.start - 1] ?? '';
  // "Rs. 499"
  const currency = before === '.' ? (tokens[numeral.start - 2] ?? '') : before;
  return (
    CURRENCY.has(currency) ||
    CURRENCY.has(tokens[numeral.unitAt] ?? '') ||
    (EATEN.has(before) && numeral.units[0] !== 'h') ||
    isYear(numeral, tokens[numeral.start] ?? '') ||
    isLabelled(reading, numeral) ||
    isDate(reading, numeral) ||
    isTimeOfDay(reading, numeral) ||
    isFrequency(reading, numeral)
  );
}
