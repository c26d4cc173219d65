import { z } from 'zod';
import { numbersSeenIn, quantity, quoted, translated } from '../fields.ts';

export const WORKOUT_TYPES = [
  'strength',
  'hypertrophy',
  'powerlifting',
  'calisthenics',
  'hiit',
  'circuit',
  'cardio',
  'running',
  'cycling',
  'swimming',
  'rowing',
  'crossfit',
  'mobility',
  'stretching',
  'yoga',
  'pilates',
  'core',
  'plyometrics',
  'martial_arts',
  'dance',
  'rehab',
  'warm_up',
  'mixed',
  'other',
] as const;

export const workoutSetSchema = z.object({
  reps: quantity(1, 10_000).int().nullable().describe('Repetitions. Of a range, the lower number.'),
  weight_lbs: quantity(0.1, 2_500).nullable().describe('Pounds; kilograms times 2.20462, rounded to one decimal.'),
  duration_seconds: quantity(1, 86_400).nullable().describe('Seconds of work.'),
  distance_miles: quantity(0.001, 500).nullable().describe('Miles.'),
  rest_seconds: quantity(1, 7_200).nullable().describe('Seconds of rest after this set.'),
});
export type WorkoutSet = z.infer<typeof workoutSetSchema>;

export const exerciseSchema = z.object({
  name: translated(120, 'The usual name of the exercise, without its numbers.'),
  muscle_groups: z.array(translated(40)).max(12),
  equipment: z.array(translated(60)).max(12),
  sets: z.array(workoutSetSchema).max(50).describe('One entry for each set. Empty when the post states no numbers.'),
  instructions: translated(1_000, 'How it is done, after what the post says or shows.').nullable(),
  numbers_seen_in: numbersSeenIn,
});
export type Exercise = z.infer<typeof exerciseSchema>;

const TITLE = 'A short title; the name of a challenge or a named workout in it stays as the post has it.';

/**
 * The result of the `workout` profile. Unknown is null, never 0. Texts are in the language of the result; values of
 * enumerations are English in every language, and creators and quoted names are not translated.
 */
export const workoutSchema = z.object({
  title: translated(160, TITLE).nullable(),
  description: translated(1_500).nullable(),
  workout_type: z.enum(WORKOUT_TYPES).nullable().describe('One of these English words in every language.'),
  duration_minutes: quantity(1, 1_440).nullable().describe('Only if the post states it.'),
  difficulty_level: quantity(1, 10).int().nullable().describe('1 is for anyone, 10 for elite athletes.'),
  exercises: z.array(exerciseSchema).max(60),
  tags: z.array(translated(40)).max(20),
  creator: quoted(120, 'The person or account that made the post.').nullable(),
});
export type Workout = z.infer<typeof workoutSchema>;
