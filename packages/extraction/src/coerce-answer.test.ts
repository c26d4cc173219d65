import { expect, it } from 'vitest';
import { coerceAnswer, INVALID } from './coerce-answer.ts';
import { toSchemaNode } from './gemini-schema.ts';
import { workoutSchema } from './profiles/workout/schema.ts';

const node = toSchemaNode(workoutSchema);
const shortened: string[] = [];
const coerce = (value: unknown) =>
  coerceAnswer(node, value, {
    cleanString: (text, maxLength) => text.slice(0, maxLength),
    onShortened: (path) => shortened.push(path),
  });

const set = { reps: 12, weight_lbs: null, duration_seconds: null, distance_miles: null, rest_seconds: null };
const workout = {
  title: 'Legs',
  description: null,
  workout_type: 'strength',
  duration_minutes: 20,
  difficulty_level: 5,
  exercises: [
    {
      name: 'Squat',
      muscle_groups: ['legs'],
      equipment: [],
      sets: [set],
      instructions: null,
      numbers_seen_in: 'caption',
    },
  ],
  tags: [],
  creator: null,
};
const withSet = (fields: object) => ({
  ...workout,
  exercises: [{ ...workout.exercises[0], sets: [{ ...set, ...fields }] }],
});
const setOf = (value: unknown) => (value as typeof workout).exercises[0]?.sets[0];

it('leaves a good answer as it is', () => {
  expect(coerce(workout)).toEqual(workout);
  expect(workoutSchema.safeParse(coerce(workout)).success).toBe(true);
});

it.each([
  ['a numeric string', '12', 12],
  ['zero', 0, null],
  ['a negative number', -3, null],
  ['more than anyone does', 1e9, null],
  ['a fraction of a repetition', 12.5, null],
  ['words', 'AMRAP', null],
  ['infinity', Number.POSITIVE_INFINITY, null],
  ['an object', { value: 12 }, null],
  ['nothing', undefined, null],
])('takes %s for what it can mean', (_what, reps, expected) => {
  expect(setOf(coerce(withSet({ reps })))?.reps).toBe(expected);
});

it('reads enums in any spelling and unknown ones as unknown', () => {
  expect(coerce({ ...workout, workout_type: 'Martial Arts' })).toMatchObject({ workout_type: 'martial_arts' });
  expect(coerce({ ...workout, workout_type: 'quidditch' })).toMatchObject({ workout_type: null });
});

it('fills what is missing with null or nothing, and drops what was not asked for', () => {
  const coerced = coerce({
    title: 'Legs',
    exercises: [{ name: 'Squat' }],
    admin: true,
    ['__proto__']: { polluted: 1 },
  });
  expect(coerced).toEqual({
    ...workout,
    workout_type: null,
    duration_minutes: null,
    difficulty_level: null,
    exercises: [
      { name: 'Squat', muscle_groups: [], equipment: [], sets: [], instructions: null, numbers_seen_in: null },
    ],
  });
  expect(workoutSchema.safeParse(coerced).success).toBe(true);
});

it('drops an exercise without a name, not the workout', () => {
  const exercises = [{ name: '' }, { name: null }, 'Squat', { name: 'Lunge' }];
  expect(coerce({ ...workout, exercises })).toMatchObject({ exercises: [{ name: 'Lunge' }] });
});

it('takes words that mean nothing for null', () => {
  expect(coerce({ ...workout, title: 'N/A', creator: 'unknown' })).toMatchObject({ title: null, creator: null });
});

it('cuts lists and says so', () => {
  const exercises = Array.from({ length: 500 }, () => ({ name: 'Squat', sets: Array.from({ length: 99 }, () => set) }));
  const coerced = coerce({ ...workout, exercises }) as typeof workout;
  expect(coerced.exercises).toHaveLength(60);
  expect(coerced.exercises[0]?.sets).toHaveLength(50);
  expect(shortened).toContain('exercises');
});

it.each([null, 'text', 7, [], {}, { foo: 1 }])('cannot use %j', (value) => {
  expect(coerce(value)).toBe(INVALID);
});
