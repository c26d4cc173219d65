/** What a number in a text may be a number of. `none` is a bare number; `other` is one that counts nothing of ours. */
export type Unit = 'none' | 's' | 'min' | 'h' | 'lb' | 'kg' | 'mi' | 'km' | 'm' | 'yd' | 'ft' | 'other';

const EXACT: Readonly<Record<string, readonly Unit[]>> = {
  s: ['s'],
  sec: ['s'],
  secs: ['s'],
  seg: ['s'],
  segs: ['s'],
  sek: ['s'],
  min: ['min'],
  mins: ['min'],
  h: ['h'],
  hr: ['h'],
  hrs: ['h'],
  std: ['h'],
  lb: ['lb'],
  lbs: ['lb'],
  kg: ['kg'],
  kgs: ['kg'],
  kilo: ['kg'],
  kilos: ['kg'],
  quilo: ['kg'],
  quilos: ['kg'],
  mi: ['mi'],
  km: ['km'],
  kms: ['km'],
  k: ['km', 'other'],
  // "400m" is metres, "20m AMRAP" minutes: the letter alone does not say which.
  m: ['m', 'min'],
  yd: ['yd'],
  yds: ['yd'],
  ft: ['ft'],
  feet: ['ft'],
  foot: ['ft'],
  // Marks may also be quotation marks around a bare number.
  "'": ['min', 'ft', 'none'],
  '"': ['s', 'none'],
  '%': ['other'],
  rm: ['other'],
  am: ['other'],
  pm: ['other'],
  x: ['none'],
};

/** Whole words by their beginning, plural and inflected forms included. */
const PREFIXES: readonly (readonly [RegExp, Unit])[] = [
  [/^(?:second|secs|segund|sekunde)/, 's'],
  [/^minut/, 'min'],
  [/^(?:hours?$|horas?$|heures?$|stunden?$)/, 'h'],
  [/^(?:pounds?$|libras?$|livres?$)/, 'lb'],
  [/^(?:kilogram|quilogram)/, 'kg'],
  [/^(?:kilomet|quilomet)/, 'km'],
  [/^(?:miles?$|millas?$|milhas?$|meilen?$)/, 'mi'],
  [/^(?:met(?:er|re|ro)s?$)/, 'm'],
  [/^(?:yards?$|yardas?$|jardas?$)/, 'yd'],
  [
    /^(?:follower|seguidor|abonne|subscriber|view|visualiza|like|curtida|percent|prozent|weeks?$|semanas?$|semaines?$|wochen?$|days?$|dias?$|jours?$|tagen?$|tage$|months?$|mes(?:es)?$|mois$|monaten?$|years?$|anos?$|jahren?$|ans$|dollar|euros?$|comment|share)/,
    'other',
  ],
];

/** The units a word after a number may stand for; undefined when it is no unit. */
export function unitsOf(word: string): readonly Unit[] | undefined {
  if (Object.hasOwn(EXACT, word)) {
    return EXACT[word];
  }
  const unit = PREFIXES.find(([pattern]) => pattern.test(word))?.[1];
  return unit === undefined ? undefined : [unit];
}

/** Words and signs before a number that make it a label, a price or a rating: "day 12", "RPE 8", "$20". */
export const LABEL_BEFORE =
  /^(?:day|dia|jour|tag|week|semana|semaine|woche|part|parte|partie|teil|vol|volume|episode|episodio|ep|level|nivel|niveau|phase|fase|season|chapter|rpe|rir|zone|zona|[$€£])$/;

const LB_PER_KG = 2.20462;
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
  switch (dimension) {
    case 'any':
      return value;
    case 'count':
      return unit === 'none' ? value : undefined;
    case 'pounds':
      return unit === 'kg' ? value * LB_PER_KG : unit === 'lb' || unit === 'none' ? value : undefined;
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
