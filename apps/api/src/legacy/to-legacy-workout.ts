import type { Workout } from '@sets/extraction';
import {
  LEGACY_MUSCLE_GROUPS,
  type LegacyMuscleGroup,
  type LegacyWorkout,
  type LegacyWorkoutType,
} from './legacy-schemas.ts';

type Exercise = Workout['exercises'][number];

/** The nearest of the predecessor's types, each of ours. */
const TYPES: Readonly<Record<NonNullable<Workout['workout_type']>, LegacyWorkoutType>> = {
  strength: 'strength',
  hypertrophy: 'hypertrophy',
  powerlifting: 'strength',
  calisthenics: 'strength',
  hiit: 'HIIT',
  circuit: 'HIIT',
  cardio: 'cardio',
  running: 'cardio',
  cycling: 'cardio',
  swimming: 'cardio',
  rowing: 'cardio',
  crossfit: 'HIIT',
  mobility: 'mobility',
  stretching: 'flexibility',
  yoga: 'flexibility',
  pilates: 'strength',
  core: 'strength',
  plyometrics: 'power',
  martial_arts: 'endurance',
  dance: 'cardio',
  rehab: 'mobility',
  warm_up: 'mobility',
  mixed: 'full body',
  other: 'full body',
};

/** Of a workout whose type is not known: the one of the list that says least. */
const TYPE_UNKNOWN: LegacyWorkoutType = 'full body';

/** Required there, where ours may be unknown: the one number that is not the post's. */
const DIFFICULTY_UNKNOWN = 5;

/** English names that models write for what the predecessor calls otherwise. Names in other languages are left out. */
const SYNONYMS: Readonly<Record<LegacyMuscleGroup, readonly string[]>> = {
  abs: ['abdominals', 'abdominal', 'rectus abdominis', 'lower abs', 'upper abs', 'six pack', 'ab'],
  arms: ['arm', 'upper arms'],
  back: ['upper back', 'mid back', 'middle back', 'rhomboids', 'rhomboid'],
  biceps: ['bicep', 'biceps brachii', 'brachialis'],
  calves: ['calf', 'gastrocnemius', 'soleus'],
  chest: ['pecs', 'pec', 'pectorals', 'pectoralis major', 'upper chest', 'lower chest'],
  core: ['transverse abdominis', 'deep core', 'trunk'],
  forearms: ['forearm', 'grip', 'brachioradialis', 'wrists'],
  glutes: ['glute', 'gluteus maximus', 'gluteus medius', 'buttocks', 'butt', 'booty'],
  hamstrings: ['hamstring', 'hams', 'posterior thigh'],
  lats: ['lat', 'latissimus dorsi'],
  legs: ['leg', 'lower body', 'thighs', 'adductors', 'abductors', 'inner thighs', 'outer thighs'],
  'lower back': ['erector spinae', 'spinal erectors', 'lumbar'],
  obliques: ['oblique', 'side abs'],
  quads: ['quad', 'quadriceps', 'front thigh'],
  shoulders: [
    ...['shoulder', 'delts', 'deltoids', 'deltoid', 'rear delts', 'front delts', 'side delts', 'lateral delts'],
    'rotator cuff',
  ],
  traps: ['trap', 'trapezius'],
  triceps: ['tricep', 'triceps brachii'],
};

const MUSCLES: ReadonlyMap<string, LegacyMuscleGroup> = new Map(
  LEGACY_MUSCLE_GROUPS.flatMap((group) => [group, ...SYNONYMS[group]].map((name) => [name, group] as const)),
);

/** Total: any workout of ours has its like there, and nothing is in it that ours does not say. */
export const toLegacyWorkout = (workout: Workout): LegacyWorkout => ({
  title: workout.title ?? '',
  description: workout.description,
  workout_type: workout.workout_type === null ? TYPE_UNKNOWN : TYPES[workout.workout_type],
  duration_minutes: rounded(workout.duration_minutes),
  difficulty_level: workout.difficulty_level ?? DIFFICULTY_UNKNOWN,
  exercises: workout.exercises.map(toLegacyExercise),
  tags: workout.tags.length === 0 ? null : workout.tags,
  creator: workout.creator,
});

const toLegacyExercise = ({ name, muscle_groups, equipment, sets, instructions }: Exercise) => ({
  name,
  muscle_groups: [...new Set(muscle_groups.flatMap((muscle) => MUSCLES.get(plain(muscle)) ?? []))],
  equipment: equipment.join(', '),
  sets: sets.map(toLegacySet),
  instructions,
});

const toLegacySet = ({
  reps,
  weight_lbs,
  duration_seconds,
  distance_miles,
  rest_seconds,
}: Exercise['sets'][number]) => ({
  reps,
  weight_lbs,
  duration_seconds: rounded(duration_seconds),
  distance_miles,
  rest_seconds: rounded(rest_seconds),
});

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value));

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();
