import { isBodyWeight, isDailyLife, isNamed, isSmallTalk, isTooMany, isWeightLoss } from './off-topic.ts';
import type { Numeral, Reading } from './read-numeral.ts';
import { SPACED_DASH } from './tokenise.ts';

const CURRENCY = new Set(
  '$ € £ ¥ ₽ ₺ ₩ ₹ ₫ ₪ ₱ ₴ ₸ ฿ r$ rp rs tl usd eur gbp aed sar inr cad aud chf nok dkk pln czk huf ron zar brl mxn php idr myr sgd hkd nzd thb krw jpy cny rmb'.split(
    ' ',
  ),
);
/** Between a number and the stretch of time that it is a frequency of: "3 times A week", "por", "na". */
const PER = new Set(
  '- / moi a an per pro por par al à la in na no v w z u i the each every every de da do do у в на за po op om om die der je ogni alla fois x mal em em het een den na σε την στην mot در في יום'.split(
    ' ',
  ),
);
const DATE_BEFORE = new Set(
  'on us event date launch starts starting begins drops opens by until till through ends from since before after am bis ab el le den til vom zum dia'.split(
    ' ',
  ),
);
const EXTREMES = new Set('max min avg average peak'.split(' '));
const ORDINAL = new Set('st nd rd th er eme ere й'.split(' '));
/** Beats per minute. */
const isHeartRate = ({ values: [value = 0] }: Numeral): boolean => value >= 40 && value <= 230;
const EFFORTS = new Set(['rir', 'rpe']);
/** Before the name of a song. */
const NOTES = new Set(['🎵', '🎶', '♪', '♫', '🎧']);
const PUNCTUATION = /^[.,;:!?()[\]|·•\n]$/;

/** A year, a version ("2.0") or a price ("9,99"). */
const isYear = ({ values, units }: Numeral, token: string): boolean =>
  units[0] === 'none' &&
  /^(?:(?:19|20)\d\d|\d\.0|\d{1,4}[.,](?:99|95|49))$/.test(token) &&
  (values.length === 1 || /[.,]/.test(token));

function isFrequency({ tokens, lexicon }: Reading, numeral: Numeral): boolean {
  const before = tokens[numeral.start - 1];
  // "一周3次": the numeral is a token of its own.
  if (
    lexicon.frequencies.endsWith(before) ||
    lexicon.frequencies.has(`${tokens[numeral.start - 2]}${before}`) ||
    lexicon.frequencies.has(tokens[numeral.end])
  ) {
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
  const isJoined = tokens[end] === '.' || tokens[end] === 'de' || tokens[end] === 'of';
  const next = isJoined ? tokens[end + 1] : tokens[end];
  if (lexicon.months.has(next) || lexicon.months.has(tokens[start - 1])) {
    return true;
  }
  const [first, second] = tokens[start + 1] === '/' ? [start, start + 2] : [start - 2, start];
  if (tokens[first + 1] !== '/' || !DATE_BEFORE.has(tokens[first - 1] ?? '') || tokens[second + 1] === '/') {
    return false;
  }
  return Number(tokens[first]) <= 31 && Number(tokens[second]) <= 31;
}

/** "heart rate stayed around 120", "pulse 132, max 178": the pulse, a few words before. */
export function isPulse({ tokens, lexicon }: Reading, numeral: Numeral): boolean {
  const { start, end, units } = numeral;
  if (!isHeartRate(numeral) || lexicon.times.has(tokens[end])) {
    return false;
  }
  const isExtreme = EXTREMES.has(tokens[start - 1] ?? '');
  for (let i = start - 1; i >= Math.max(0, start - (isExtreme ? 7 : 4)); i -= 1) {
    const token = tokens[i] ?? '';
    // "1 hr", "120 bpm": the unit of the number before it.
    if (lexicon.pulse.isIn(token) && !/^\d/.test(tokens[i - 1] ?? '')) {
      return units.includes('none');
    }
    const isJoined =
      (token === ':' && i === start - 1 && (tokens[i - 1] === 'rate' || lexicon.pulse.endsWith(tokens[i - 1]))) ||
      (isExtreme && token === ',');
    if (PUNCTUATION.test(token) && !isJoined) {
      return false;
    }
  }
  return false;
}

/** Behind a number that is a name: "day 5 of 75", "day 5/75", "Day 5: squats". */
const AFTER_LABEL = new Set(['/', ':', SPACED_DASH]);

const isAfterLabel = ({ lexicon }: Reading, token: string | undefined): boolean =>
  lexicon.of.has(token) || AFTER_LABEL.has(token ?? '');

function isSharedLabel(reading: Reading, label: string, end: number): boolean {
  const { tokens, lexicon, languages } = reading;
  const language = lexicon.sharedLabels.get(label);
  return language !== undefined && (languages.has(language) || isAfterLabel(reading, tokens[end]));
}

/** "9 out of 10 people", "9 von 10", "9 de cada 10": a share of so many. */
function isShare({ tokens, lexicon }: Reading, { end }: Numeral): boolean {
  const [next = '', second = '', third = ''] = tokens.slice(end, end + 3);
  const isOfEach = second === 'cada' && (next === 'de' || next === 'em') && /^\d/.test(third);
  return isOfEach || (next === 'out' && second === 'of') || (lexicon.outOf.has(next) && /^\d/.test(second));
}

/** "5 common mistakes", "100+ recipes". A heading before a list is none: "4 sets Exercises: …". */
function isListed({ tokens, lexicon }: Reading, { end, unitAt, units }: Numeral): boolean {
  const [next = '', second = '', third = ''] = tokens.slice(end, end + 3);
  const isMore = tokens[unitAt] === '+' && lexicon.isTopic(tokens[unitAt + 1]);
  const isHeading = /^[\d:]/.test(third) || lexicon.each.has(next);
  const isDescribed = !isHeading && lexicon.isTopic(second) && /^\p{L}{3,}$/u.test(next);
  return isMore || (units.includes('none') && isDescribed);
}

/** "over 40?", "60+ and strong", "14 Baker Street" */
function isAgeOrAddress({ tokens, lexicon }: Reading, { start, end, unitAt }: Numeral): boolean {
  const isAge = lexicon.ages.has(tokens[start - 1]) && /^[?!]$/.test(tokens[end] ?? '');
  const isOld = tokens[unitAt] === '+' && /^(?:welcome|years?|yrs|and)$/.test(tokens[unitAt + 1] ?? '');
  return isAge || isOld || lexicon.streets.has(tokens[end + 1]);
}

function isOrdinal({ tokens, lexicon }: Reading, { start, unitAt }: Numeral): boolean {
  // "Hari ke-5": an ordinal, whatever it counts. "5. gün", "5日目": the label follows.
  const isIndonesian = tokens[start - 1] === '-' && tokens[start - 2] === 'ke';
  const isFollowed = tokens[unitAt] === '.' && lexicon.labels.has(tokens[unitAt + 1]);
  return isIndonesian || isFollowed || ORDINAL.has(tokens[unitAt] ?? '');
}

function isLabelled(reading: Reading, { start, end, unitAt }: Numeral): boolean {
  const { tokens, lexicon } = reading;
  const skip = tokens[start - 1] === ':' || tokens[start - 1] === '#' || tokens[start - 1] === '.' ? 2 : 1;
  const label = tokens[start - skip];
  // "track: 4 x 800m" begins a list.
  const isList = skip === 2 && tokens[start - 1] === ':' && tokens[unitAt] === 'x';
  if ((!isList && lexicon.labels.endsWith(label)) || isSharedLabel(reading, label ?? '', end)) {
    return true;
  }
  // "2 RIR", where no number of its own follows: "6 RPE 8" is six.
  return EFFORTS.has(tokens[end] ?? '') && !/^[\d:@]/.test(tokens[end + 1] ?? '');
}

/**
 * Whether a number says nothing of the workout: a label, a price, a date, a time of day, a frequency, a year, what
 * somebody eats.
 */
export function isNoQuantity(reading: Reading, numeral: Numeral): boolean {
  const { tokens, lexicon } = reading;
  const before = tokens[numeral.start - 1] ?? '';
  // "Rs. 499"
  const currency = before === '.' ? (tokens[numeral.start - 2] ?? '') : before;
  return (
    CURRENCY.has(currency) ||
    CURRENCY.has(tokens[numeral.unitAt] ?? '') ||
    (lexicon.eats.has(before) && numeral.units[0] !== 'h') ||
    isTooMany(numeral) ||
    isNamed(reading, numeral) ||
    isBodyWeight(reading, numeral) ||
    isWeightLoss(reading, numeral) ||
    isDailyLife(reading, numeral) ||
    isYear(numeral, tokens[numeral.start] ?? '') ||
    before === '%' ||
    NOTES.has(before) ||
    tokens[numeral.end] === 'followers' ||
    isLabelled(reading, numeral) ||
    isOrdinal(reading, numeral) ||
    isShare(reading, numeral) ||
    isListed(reading, numeral) ||
    isAgeOrAddress(reading, numeral) ||
    isPulse(reading, numeral) ||
    isDate(reading, numeral) ||
    isTimeOfDay(reading, numeral) ||
    isFrequency(reading, numeral) ||
    isSmallTalk(reading, numeral)
  );
}
