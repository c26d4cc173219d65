import type { WorkoutSet } from '../src/profiles/workout/schema.ts';
import type { Quantity } from './eval-case.ts';

const NOTHING: WorkoutSet = {
  reps: null,
  weight_lbs: null,
  duration_seconds: null,
  distance_miles: null,
  rest_seconds: null,
};

const FIELDS: Readonly<Record<string, keyof WorkoutSet>> = {
  '': 'reps',
  lb: 'weight_lbs',
  s: 'duration_seconds',
  mi: 'distance_miles',
  rest: 'rest_seconds',
};

/**
 * `3x 12 132.3lb rest60s`: three equal sets; `1x 12 1x 10`: two that differ.
 *
 * @throws Error naming what cannot be read
 */
export function readSets(written: string): WorkoutSet[] {
  const groups: { times: number; set: WorkoutSet }[] = [];
  for (const token of written.split(' ').filter((one) => one !== '' && one !== '-')) {
    const times = /^(\d+)x$/.exec(token)?.[1];
    if (times !== undefined) {
      groups.push({ times: Number(times), set: { ...NOTHING } });
      continue;
    }
    const [, rest, number, unit] = /^(rest)?(\d+(?:\.\d+)?)([a-z]*)$/.exec(token) ?? [];
    const field = FIELDS[rest ?? unit ?? '?'];
    const group = groups.at(-1);
    if (field === undefined || number === undefined || group === undefined) {
      throw new Error(`not a set: ${token}`);
    }
    group.set[field] = Number(number);
  }
  return groups.flatMap(({ times, set }) => Array.from({ length: times }, () => ({ ...set })));
}

const MEASURES: Readonly<Record<string, Quantity['measure']>> = {
  x: 'count',
  lb: 'pounds',
  s: 'seconds',
  mi: 'miles',
};

/**
 * `12x 155lb 3s`.
 *
 * @throws Error naming what cannot be read
 */
export const readStated = (written: string): Quantity[] =>
  written.split(' ').map((token) => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(token) ?? [];
    const measure = MEASURES[unit ?? ''];
    if (number === undefined || measure === undefined) {
      throw new Error(`not a quantity: ${token}`);
    }
    return { value: Number(number), measure };
  });
