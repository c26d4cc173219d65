import { workoutSchema } from '@sets/extraction';
import { expect, it } from 'vitest';
import { LEGACY_MUSCLE_GROUPS, LEGACY_WORKOUT_TYPES, legacyWorkoutSchema } from './legacy-schemas.ts';
import { toLegacyWorkout } from './to-legacy-workout.ts';

const NOTHING_KNOWN = workoutSchema.parse({
  ...{ title: null, description: null, workout_type: null, duration_minutes: null, difficulty_level: null },
  ...{ exercises: [], tags: [], creator: null },
});
const UNKNOWN_SET = { reps: null, weight_lbs: null, duration_seconds: null, distance_miles: null, rest_seconds: null };

const exerciseWith = (muscles: readonly string[], set: object = UNKNOWN_SET) =>
  toLegacyWorkout({
    ...NOTHING_KNOWN,
    exercises: [
      {
        ...{ name: 'Row', muscle_groups: [...muscles], equipment: ['barbell', 'bench'], instructions: null },
        ...{ sets: [{ ...UNKNOWN_SET, ...set }], numbers_seen_in: null },
      },
    ],
  }).exercises[0];
const ourTypes = workoutSchema.shape.workout_type.unwrap().options;

it.each(ourTypes)('%s has a type of the predecessor', (workout_type) => {
  const legacy = toLegacyWorkout({ ...NOTHING_KNOWN, workout_type });
  expect(LEGACY_WORKOUT_TYPES).toContain(legacy.workout_type);
  expect(legacyWorkoutSchema.parse(legacy)).toEqual(legacy);
});

it('invents nothing of what is not known, but the difficulty that is required', () => {
  expect(toLegacyWorkout(NOTHING_KNOWN)).toEqual({
    ...{ title: '', description: null, workout_type: 'full body', duration_minutes: null, difficulty_level: 5 },
    ...{ exercises: [], tags: null, creator: null },
  });
  expect(exerciseWith([])?.sets).toEqual([UNKNOWN_SET]);
});

it.each(LEGACY_MUSCLE_GROUPS)('%s stays what it is', (muscle) => {
  expect(exerciseWith([muscle.toUpperCase()])?.muscle_groups).toEqual([muscle]);
});

it.each([
  [
    ['Quadriceps', 'quads', 'Gluteus Maximus'],
    ['quads', 'glutes'],
  ],
  [
    ['rear_delts', 'Lower-Back'],
    ['shoulders', 'lower back'],
  ],
  [['pecho', 'sternocleidomastoid', 'constructor', '__proto__'], []],
])('the muscles %j are %j', (ours, theirs) => {
  expect(exerciseWith(ours)?.muscle_groups).toEqual(theirs);
});

it('joins equipment, and rounds what is whole there', () => {
  const exercise = exerciseWith(['back'], { reps: 8, weight_lbs: 132.3, duration_seconds: 29.6, rest_seconds: 90.4 });
  expect(exercise?.equipment).toBe('barbell, bench');
  expect(exercise?.sets).toEqual([
    { reps: 8, weight_lbs: 132.3, duration_seconds: 30, distance_miles: null, rest_seconds: 90 },
  ]);
});
