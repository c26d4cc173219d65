/** What a stretch of text says about an exercise. Unknown is null; nothing here is ever guessed. */
export interface Amounts {
  readonly sets: number | null;
  /** One number per set when they differ (21-15-9), else one number for all. */
  readonly reps: readonly number[] | null;
  readonly lbs: number | null;
  readonly seconds: number | null;
  readonly miles: number | null;
  readonly restS: number | null;
  /** Words that qualify the numbers, e.g. "8-12 reps" or "each side". */
  readonly notes: readonly string[];
}

export const NO_AMOUNTS: Amounts = {
  sets: null,
  reps: null,
  lbs: null,
  seconds: null,
  miles: null,
  restS: null,
  notes: [],
};

/** `first` wins where both speak. */
export const mergeAmounts = (first: Amounts, second: Amounts): Amounts => ({
  sets: first.sets ?? second.sets,
  reps: first.reps ?? second.reps,
  lbs: first.lbs ?? second.lbs,
  seconds: first.seconds ?? second.seconds,
  miles: first.miles ?? second.miles,
  restS: first.restS ?? second.restS,
  notes: [...new Set([...first.notes, ...second.notes])],
});

/** Whether there is anything to do: a weight or a rest alone is no work. */
export const statesWork = (amounts: Amounts): boolean =>
  amounts.sets !== null || amounts.reps !== null || amounts.seconds !== null || amounts.miles !== null;

const LBS_PER_KG = 2.20462;
const MILES_PER_METRE = 1 / 1609.344;

/** Text uses both decimal marks. */
export const readNumber = (text: string): number => Number(text.replace(',', '.'));

/** Pounds, to one decimal as the results carry them. */
export const toLbs = (value: number, unit: string): number =>
  Math.round(value * (/^k/i.test(unit) ? LBS_PER_KG : 1) * 10) / 10;

export function toSeconds(value: number, unit: string): number {
  if (/^h/i.test(unit)) {
    return value * 3600;
  }
  return /^m/i.test(unit) ? value * 60 : value;
}

export function toMiles(value: number, unit: string): number {
  const metres = /^mi/i.test(unit)
    ? value / MILES_PER_METRE
    : /^(?:k|quil)/i.test(unit)
      ? value * 1000
      : /^y/i.test(unit)
        ? value * 0.9144
        : value;
  return Math.round(metres * MILES_PER_METRE * 10_000) / 10_000;
}
