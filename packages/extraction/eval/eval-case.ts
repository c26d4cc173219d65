import type { WorkoutSet } from '../src/profiles/workout/schema.ts';

export interface ExpectedExercise {
  /** Any of these names is right; the first is the one we would write. */
  readonly names: readonly string[];
  readonly sets: readonly WorkoutSet[];
}

/** A post and what a careful person reads out of it. All texts are written for this harness. */
export interface EvalCase {
  readonly id: string;
  /** BCP 47 primary tag of the post. */
  readonly language: string;
  readonly caption: string;
  readonly transcript?: string;
  /** Null when the post is no workout. */
  readonly exercises: readonly ExpectedExercise[] | null;
}

const NOTHING: WorkoutSet = {
  reps: null,
  weight_lbs: null,
  duration_seconds: null,
  distance_miles: null,
  rest_seconds: null,
};

/** `exercise('squat|goblet squat', 3, {reps: 12})`: three equal sets; without numbers there are none. */
export const exercise = (names: string, count = 0, numbers: Partial<WorkoutSet> = {}): ExpectedExercise => ({
  names: names.split('|'),
  sets: Array.from({ length: count }, () => ({ ...NOTHING, ...numbers })),
});

/** Sets that differ from each other. */
export const exerciseOf = (names: string, ...sets: Partial<WorkoutSet>[]): ExpectedExercise => ({
  names: names.split('|'),
  sets: sets.map((numbers) => ({ ...NOTHING, ...numbers })),
});
