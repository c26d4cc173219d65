/** What a line says about an exercise; unknown is null. */
export interface Amounts {
  readonly sets: number | null;
  readonly reps: number | null;
  readonly seconds: number | null;
  readonly lbs: number | null;
  readonly restS: number | null;
}

/** What a line says about all exercises that follow it. */
export interface RoundPlan {
  readonly rounds: number | null;
  readonly workS: number | null;
  readonly restS: number | null;
}

const COUNT = '(\\d{1,3})(?:\\s?-\\s?\\d{1,3})?';
const TIME = '(s|secs?|seconds?|segundos?|mins?|minutes?|minutos?)(?![\\p{L}])';
const NO_NUMBER_BEFORE = '(?<![\\p{L}\\p{N}.,/])';
const NO_NUMBER_BEHIND = '(?![\\p{L}\\p{N}]|[.,/]\\d)';

const SCHEME = new RegExp(
  `${NO_NUMBER_BEFORE}${COUNT}\\s?(?:x|×|(?:sets?|series)\\s(?:(?:of|de|x)\\s)?)\\s?${COUNT}(?:\\s?${TIME}|\\s(?:reps?|repeticiones)(?!\\p{L})|${NO_NUMBER_BEHIND})`,
  'iu',
);
const WEIGHT = new RegExp(`${NO_NUMBER_BEFORE}(\\d+(?:[.,]\\d+)?)\\s?(kg|lbs?)(?!\\p{L})`, 'iu');
const REST = new RegExp(`(?:rest|descanso):?\\s(?:de\\s)?(\\d{1,3})\\s?${TIME}`, 'iu');
const ROUNDS = /(?<![\p{L}\p{N}.,/])(\d{1,2})\s(?:rounds|rondas)(?!\p{L})/iu;
const INTERVAL = new RegExp(`(\\d{1,3})\\s?${TIME}\\s(?:work|on)\\W{1,4}(\\d{1,3})\\s?${TIME}\\s(?:rest|off)`, 'iu');
const COUNTED = new RegExp(`^(\\d{1,3})\\s(?:${TIME}\\s)?(\\p{L}.*)$`, 'iu');

const LBS_PER_KG = 2.20462;
const MAX_SETS = 30;

const toSeconds = (value: string, unit: string): number => Number(value) * (/^m/i.test(unit) ? 60 : 1);

/** Pounds, to one decimal. */
const toLbs = (value: string, unit: string): number =>
  Math.round(Number(value.replace(',', '.')) * (/^k/i.test(unit) ? LBS_PER_KG : 1) * 10) / 10;

export function readRest(text: string): number | null {
  const [, value, unit = ''] = REST.exec(text) ?? [];
  return value === undefined ? null : toSeconds(value, unit);
}

/** "3x12", "3 x 45 seconds", "3 sets of 10-12 reps @ 45 lbs"; of a range the lower number. Null when there is no such scheme. */
export function readScheme(
  text: string,
): { readonly amounts: Amounts; readonly before: string; readonly behind: string } | null {
  const match = SCHEME.exec(text);
  const [whole = '', sets = '', count = '', unit] = match ?? [];
  if (match === null || Number(sets) < 1 || Number(sets) > MAX_SETS) {
    return null;
  }
  const behind = text.slice(match.index + whole.length);
  const [, weight, weightUnit = ''] = WEIGHT.exec(behind) ?? [];
  const amounts = {
    sets: Number(sets),
    reps: unit === undefined ? Number(count) : null,
    seconds: unit === undefined ? null : toSeconds(count, unit),
    lbs: weight === undefined ? null : toLbs(weight, weightUnit),
    restS: readRest(behind),
  };
  return { amounts, before: text.slice(0, match.index), behind };
}

/** "15 sit-ups", "30 second side plank": one of the things that a round consists of. */
export function readCounted(text: string): { readonly amounts: Amounts; readonly name: string } | null {
  const [, count, unit, name] = COUNTED.exec(text) ?? [];
  if (count === undefined || name === undefined) {
    return null;
  }
  const seconds = unit === undefined ? null : toSeconds(count, unit);
  return {
    amounts: { sets: null, reps: seconds === null ? Number(count) : null, seconds, lbs: null, restS: null },
    name,
  };
}

/** "4 rounds", "40 seconds work / 20 seconds rest"; null when the line is about one exercise, or none. */
export function readRoundPlan(text: string): RoundPlan | null {
  const rounds = ROUNDS.exec(text)?.[1];
  const [, work, workUnit = '', rest, restUnit = ''] = INTERVAL.exec(text) ?? [];
  if ((rounds === undefined && work === undefined) || readRest(text) !== null) {
    return null;
  }
  return {
    rounds: rounds === undefined ? null : Number(rounds),
    workS: work === undefined ? null : toSeconds(work, workUnit),
    restS: rest === undefined ? null : toSeconds(rest, restUnit),
  };
}
