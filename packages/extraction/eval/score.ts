import type { Workout, WorkoutSet } from '../src/profiles/workout/schema.ts';
import { isSameNumber, SET_FIELDS } from './claims.ts';
import type { EvalCase, Measure, RightTexts } from './eval-case.ts';
import { isNamed, pairExercises } from './pair-exercises.ts';
import { addTallies, compare, type Tally } from './tally.ts';

export const FIELDS = [
  'no_workout',
  'exercises',
  'sets',
  'reps',
  'weight_lbs',
  'duration_seconds',
  'distance_miles',
  'rest_seconds',
  'duration_minutes',
  'workout_type',
  'name_language',
  'text_language',
  'quotes',
] as const;
export type Field = (typeof FIELDS)[number];
export type FieldTallies = Readonly<Record<Field, Tally>>;

/**
 * A workout beside the right result, field by field. Null: the model saw no workout.
 * `name_language` and `text_language` ask whether names and instructions are in the language of the result, `quotes`
 * whether title and creator are as the post has them.
 */
export function scoreWorkout(one: EvalCase, given: Workout | null): FieldTallies {
  const pairs = pairExercises(one.right?.exercises ?? [], given?.exercises ?? []);
  const both = pairs.flatMap(({ right, given: got }) => (right === null || got === null ? [] : [{ right, got }]));
  const sets = pairs.map(({ right, given: got }) => scoreSets(right?.sets ?? [], got?.sets ?? []));
  const texts: RightTexts = given === null ? {} : (one.right?.texts ?? {});
  const minutes = [one.right?.durationMinutes ?? null, given?.duration_minutes ?? null] as const;
  return {
    ...(Object.fromEntries(
      (['sets', ...SET_FIELDS] as const).map((field) => [field, addTallies(sets.map((scored) => scored[field]))]),
    ) as Record<'sets' | keyof WorkoutSet, Tally>),
    no_workout: compare(one.right === null, given === null, true),
    exercises: addTallies(pairs.map(({ right, given: got }) => compare(right !== null, got !== null, true))),
    duration_minutes: compareNumbers(minutes[0], minutes[1], 'count'),
    workout_type: scoreText(texts.type, given?.workout_type),
    name_language: addTallies(both.map(({ right, got }) => compare(true, true, isNamed(right.names, got.name)))),
    text_language: scoreText(texts.instructions, given?.exercises[0]?.instructions),
    quotes: addTallies([scoreText(texts.title, given?.title), scoreText(texts.creator, given?.creator)]),
  };
}

/** Only where the case says what is right: a text that it is silent about is neither right nor wrong. */
function scoreText(accepted: readonly string[] | undefined, given: string | null | undefined): Tally {
  const isGiven = given !== null && given !== undefined;
  return compare(
    accepted !== undefined,
    accepted !== undefined && isGiven,
    isGiven && accepted?.some((words) => isNamed([words], given)) === true,
  );
}

function scoreSets(
  right: readonly WorkoutSet[],
  given: readonly WorkoutSet[],
): Record<'sets' | keyof WorkoutSet, Tally> {
  const places = Array.from({ length: Math.max(right.length, given.length) }, (_, index) => index);
  const numbers = (field: keyof WorkoutSet, measure: Measure): Tally =>
    addTallies(places.map((at) => compareNumbers(right[at]?.[field] ?? null, given[at]?.[field] ?? null, measure)));
  return {
    sets: addTallies(places.map((at) => compare(at < right.length, at < given.length, true))),
    reps: numbers('reps', 'count'),
    weight_lbs: numbers('weight_lbs', 'pounds'),
    duration_seconds: numbers('duration_seconds', 'seconds'),
    distance_miles: numbers('distance_miles', 'miles'),
    rest_seconds: numbers('rest_seconds', 'seconds'),
  };
}

const compareNumbers = (right: number | null, given: number | null, measure: Measure): Tally =>
  compare(right !== null, given !== null, right !== null && given !== null && isSameNumber(given, right, measure));
