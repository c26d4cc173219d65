/**
 * What a number in a text may be a number of. `none` is a bare number; `other` is one that counts
 * nothing of ours, `portion` one that measures food. */
export type Unit =
  | 'none'
  | 's'
  | 'min'
  | 'h'
  | 'lb'
  | 'kg'
  | 'pood'
  | 'st'
  | 'mi'
  | 'km'
  | 'm'
  | 'yd'
  | 'ft'
  | 'portion'
  | 'other';

/** Units that are no words of one language. */
export const SIGNS: Readonly<Record<string, readonly Unit[]>> = {
  k: ['km', 'other'],
  // "400m" is metres, "20m AMRAP" minutes: the letter alone does not say which.
  m: ['m', 'min'],
  // Marks may also be quotation marks around a bare number.
  "'": ['min', 'ft', 'none'],
  '"': ['s', 'none'],
  x: ['none'],
  '€': ['other'],
  $: ['other'],
  '£': ['other'],
  '¥': ['other'],
  '₽': ['other'],
  '₺': ['other'],
  '₩': ['other'],
  '₹': ['other'],
};

/** A pood is 16.3807 kg, as kettlebells are marked. */
const POUNDS_PER: Partial<Record<Unit, number>> = { none: 1, lb: 1, kg: 2.20462, pood: 36.1132, st: 14 };
const MILES_PER: Partial<Record<Unit, number>> = {
  mi: 1,
  km: 0.621371,
  m: 0.000621371,
  yd: 1 / 1760,
  ft: 1 / 5280,
};
const SECONDS_PER: Partial<Record<Unit, number>> = { s: 1, min: 60, h: 3600 };

/** What a claimed number measures. */
export type Dimension = 'count' | 'pounds' | 'seconds' | 'minutes' | 'miles' | 'any';

/**
 * The value of a stated number in a dimension's own unit, or undefined when it cannot measure that. A bare number may
 * be a count, a weight ("135 for 5") or a time ("40 on, 20 off"), never a distance.
 */
export function convert(value: number, unit: Unit, dimension: Dimension): number | undefined {
  if (unit === 'other') {
    return undefined;
  }
  if (dimension === 'any') {
    return value;
  }
  switch (dimension) {
    case 'count':
      return unit === 'none' ? value : undefined;
    case 'pounds': {
      const pounds = POUNDS_PER[unit];
      return pounds === undefined ? undefined : value * pounds;
    }
    case 'seconds':
    case 'minutes': {
      if (unit === 'none') {
        return value;
      }
      const seconds = SECONDS_PER[unit];
      return seconds === undefined ? undefined : (value * seconds) / (dimension === 'minutes' ? 60 : 1);
    }
    case 'miles': {
      const miles = MILES_PER[unit];
      return miles === undefined ? undefined : value * miles;
    }
  }
}

/** Rounding that a careful reader may apply when converting; a claim further off is another number. */
export function agrees(claimed: number, stated: number, dimension: Dimension): boolean {
  const difference = Math.abs(claimed - stated);
  if (dimension === 'pounds') {
    return difference <= Math.max(0.6, stated * 0.01);
  }
  if (dimension === 'miles') {
    return difference <= Math.max(0.005, stated * 0.02);
  }
  return difference <= (dimension === 'seconds' ? 0.5 : 0.01);
}
