import { z } from 'zod';

/** The workout types of the predecessor; every workout has one of them. */
export const LEGACY_WORKOUT_TYPES = [
  'push',
  'pull',
  'legs',
  'upper body',
  'lower body',
  'full body',
  'strength',
  'cardio',
  'HIIT',
  'hypertrophy',
  'endurance',
  'power',
  'mobility',
  'flexibility',
] as const;
export type LegacyWorkoutType = (typeof LEGACY_WORKOUT_TYPES)[number];

export const LEGACY_MUSCLE_GROUPS = [
  'abs',
  'arms',
  'back',
  'biceps',
  'calves',
  'chest',
  'core',
  'forearms',
  'glutes',
  'hamstrings',
  'lats',
  'legs',
  'lower back',
  'obliques',
  'quads',
  'shoulders',
  'traps',
  'triceps',
] as const;
export type LegacyMuscleGroup = (typeof LEGACY_MUSCLE_GROUPS)[number];

const legacySetSchema = z.strictObject({
  reps: z.int().nullable(),
  weight_lbs: z.number().nullable(),
  duration_seconds: z.int().nullable(),
  distance_miles: z.number().nullable(),
  rest_seconds: z.int().nullable(),
});

export const legacyWorkoutSchema = z.strictObject({
  title: z.string(),
  description: z.string().nullable(),
  workout_type: z.enum(LEGACY_WORKOUT_TYPES),
  duration_minutes: z.int().nullable(),
  difficulty_level: z.int().min(1).max(10),
  exercises: z.array(
    z.strictObject({
      name: z.string(),
      muscle_groups: z.array(z.enum(LEGACY_MUSCLE_GROUPS)),
      equipment: z.string(),
      sets: z.array(legacySetSchema),
      instructions: z.string().nullable(),
    }),
  ),
  tags: z.array(z.string()).nullable(),
  creator: z.string().nullable(),
});
export type LegacyWorkout = z.infer<typeof legacyWorkoutSchema>;

export const legacyQueuedSchema = z.strictObject({
  status: z.enum(['queued', 'processing']),
  job_id: z.string(),
  message: z.string(),
  check_url: z.string(),
});
export type LegacyQueued = z.infer<typeof legacyQueuedSchema>;

const underWay = { created_at: z.string(), attempts: z.int(), last_error: z.string().nullable() };

export const legacyJobSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.enum(['pending', 'processing', 'failed']), ...underWay }),
  z.strictObject({ status: z.literal('completed'), result: legacyWorkoutSchema, completed_at: z.string() }),
]);
export type LegacyJob = z.infer<typeof legacyJobSchema>;
