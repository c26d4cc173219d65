import type { NumberReader } from '../src/numbers/stated-numbers.ts';
import { agrees, type Dimension } from '../src/numbers/units.ts';
import type { Workout, WorkoutSet } from '../src/profiles/workout/schema.ts';
import type { EvalCase, ExpectedExercise } from './eval-case.ts';

/** What a model made of a case: null when it said that there is no workout, `failed` when it gave nothing usable. */
export interface CaseOutcome {
  readonly workout: Workout | null;
  readonly failed: boolean;
  readonly language: string | null;
  /** Numbers that the checks took out of the answer. */
  readonly dropped: number;
}

export interface Tally {
  /** Expected and given. */
  hits: number;
  /** Given, but not expected. */
  extras: number;
  /** Expected, but not given. */
  misses: number;
}

export const FIELDS = [
  'no_workout',
  'exercises',
  'sets',
  'reps',
  'weight_lbs',
  'duration_seconds',
  'distance_miles',
  'rest_seconds',
  'language',
] as const;
export type Field = (typeof FIELDS)[number];

export interface CaseScore {
  readonly fields: Readonly<Record<Field, Tally>>;
  /** Numbers of the result that neither caption nor transcript states. Must be 0. */
  readonly invented: number;
  /** Invented by the model and stopped by the checks. */
  readonly stopped: number;
  readonly failed: boolean;
}

const NUMBERS: readonly (readonly [Exclude<Field, 'no_workout' | 'exercises' | 'sets' | 'language'>, Dimension])[] = [
  ['reps', 'count'],
  ['weight_lbs', 'pounds'],
  ['duration_seconds', 'seconds'],
  ['distance_miles', 'miles'],
  ['rest_seconds', 'seconds'],
];

export function scoreCase(readNumbers: NumberReader, expected: EvalCase, outcome: CaseOutcome): CaseScore {
  const fields = Object.fromEntries(FIELDS.map((field) => [field, { hits: 0, extras: 0, misses: 0 }])) as Record<
    Field,
    Tally
  >;
  const saidNone = outcome.workout === null && !outcome.failed;
  if (expected.exercises === null) {
    count(fields.no_workout, saidNone, true);
  } else if (saidNone) {
    fields.no_workout.extras++;
  }
  if (outcome.language !== null) {
    count(fields.language, primaryTag(outcome.language) === expected.language, true, true);
  } else {
    fields.language.misses++;
  }

  const given = outcome.workout?.exercises ?? [];
  const wanted = expected.exercises ?? [];
  const pairs = pairUp(wanted, given);
  for (const [want, got] of pairs) {
    count(fields.exercises, want !== null && got !== null, want !== null, got !== null);
    scoreSets(fields, want?.sets ?? [], got?.sets ?? []);
  }
  return {
    fields,
    invented: countInvented(readNumbers, expected, given),
    stopped: outcome.dropped,
    failed: outcome.failed,
  };
}

function count(tally: Tally, isHit: boolean, isExpected: boolean, isGiven = false): void {
  if (isHit) {
    tally.hits++;
  } else {
    if (isExpected) {
      tally.misses++;
    }
    if (isGiven) {
      tally.extras++;
    }
  }
}

function scoreSets(fields: Record<Field, Tally>, want: readonly WorkoutSet[], got: readonly WorkoutSet[]): void {
  const both = Math.min(want.length, got.length);
  fields.sets.hits += both;
  fields.sets.misses += want.length - both;
  fields.sets.extras += got.length - both;
  for (let i = 0; i < Math.max(want.length, got.length); i++) {
    for (const [field, dimension] of NUMBERS) {
      const [a, b] = [want[i]?.[field] ?? null, got[i]?.[field] ?? null];
      count(fields[field], a !== null && b !== null && agrees(b, a, dimension), a !== null, b !== null);
    }
  }
}

type Pair = readonly [ExpectedExercise | null, Workout['exercises'][number] | null];

/**
 * Expected and given exercises by name, closest first, so that "squat" does not take the "jump squat" that another one
 * waits for. What finds no partner stands alone.
 */
function pairUp(wanted: readonly ExpectedExercise[], given: Workout['exercises']): Pair[] {
  const candidates = wanted
    .flatMap((want) => given.map((got) => ({ want, got, distance: nameDistance(want.names, got.name) })))
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
  const pairs: Pair[] = [];
  const paired = new Set<object>();
  for (const { want, got, distance } of candidates) {
    if (distance === null || paired.has(want) || paired.has(got)) {
      continue;
    }
    pairs.push([want, got]);
    paired.add(want).add(got);
  }
  const alone = <T extends object>(items: readonly T[]): T[] => items.filter((item) => !paired.has(item));
  return [
    ...pairs,
    ...alone(wanted).map((want): Pair => [want, null]),
    ...alone(given).map((got): Pair => [null, got]),
  ];
}

/** Words that the given name has beyond the best accepted one; null when it lacks one of its words. */
function nameDistance(accepted: readonly string[], name: string): number | null {
  const has = words(name);
  const distances = accepted.flatMap((one) => {
    const needs = words(one);
    return needs.every((word) => has.includes(word)) ? [has.length - needs.length] : [];
  });
  return distances.length === 0 ? null : Math.min(...distances);
}

/** Lower-case, without accents and plural endings: "Push-Ups" and "push up" are the same words. */
const words = (name: string): string[] =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(/(?<=[a-z]{3})(?:es|en|e|n)$|(?<=[a-z]{2})s$/, ''));

function countInvented(readNumbers: NumberReader, expected: EvalCase, given: Workout['exercises']): number {
  const stated = readNumbers(`${expected.caption}\n${expected.transcript ?? ''}`);
  return given
    .flatMap(({ sets }) => sets)
    .flatMap((set) => NUMBERS.map(([field, dimension]) => [set[field], dimension] as const))
    .filter(([value, dimension]) => value !== null && !stated.states(value, dimension)).length;
}

const primaryTag = (language: string): string => language.toLowerCase().split('-')[0] ?? '';
