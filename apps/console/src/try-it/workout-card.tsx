import type { Job } from '../api/api.ts';

export type Workout = Extract<NonNullable<Job['result']>, { readonly exercises: unknown }>;
type Exercise = Workout['exercises'][number];
type WorkoutSet = Exercise['sets'][number];

export const isWorkout = (result: unknown): result is Workout =>
  typeof result === 'object' && result !== null && Array.isArray((result as Partial<Workout>).exercises);

const minutes = (total: number): string => (total < 60 ? `${total} s` : `${Number((total / 60).toFixed(1))} min`);

/** `12 reps · 40 lb · rest 60 s` */
export function setInWords(set: WorkoutSet): string {
  const parts = [
    set.reps === null ? null : `${set.reps} reps`,
    set.weight_lbs === null ? null : `${set.weight_lbs} lb`,
    set.duration_seconds === null ? null : minutes(set.duration_seconds),
    set.distance_miles === null ? null : `${set.distance_miles} mi`,
    set.rest_seconds === null ? null : `rest ${minutes(set.rest_seconds)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'as shown' : parts.join(' · ');
}

/** Sets in a row that are alike, as people write them: `3 × 12 reps`. */
export function groupSets(sets: readonly WorkoutSet[]): readonly string[] {
  const groups: { readonly words: string; count: number }[] = [];
  for (const words of sets.map(setInWords)) {
    const last = groups.at(-1);
    if (last?.words === words) {
      last.count += 1;
    } else {
      groups.push({ words, count: 1 });
    }
  }
  return groups.map(({ words, count }) => (count === 1 ? words : `${count} × ${words}`));
}

export function WorkoutCard({ workout }: { readonly workout: Workout }) {
  const facts = [
    workout.workout_type,
    workout.duration_minutes === null ? null : `${workout.duration_minutes} min`,
    workout.difficulty_level === null ? null : `difficulty ${workout.difficulty_level} of 10`,
    workout.creator === null ? null : `by ${workout.creator}`,
  ].filter((fact) => fact !== null);
  return (
    <article class="workout">
      <h3>{workout.title ?? 'Workout'}</h3>
      {facts.length > 0 && <p class="hint">{facts.join(' · ')}</p>}
      <ol>
        {workout.exercises.map((exercise, index) => (
          <ExerciseRow key={`${index}-${exercise.name}`} exercise={exercise} />
        ))}
      </ol>
    </article>
  );
}

function ExerciseRow({ exercise }: { readonly exercise: Exercise }) {
  const sets = groupSets(exercise.sets);
  const tags = [...exercise.muscle_groups, ...exercise.equipment];
  return (
    <li>
      <strong>{exercise.name}</strong>
      <span class="sets">{sets.length === 0 ? 'no numbers stated' : sets.join(', ')}</span>
      {tags.length > 0 && <span class="hint">{tags.join(', ')}</span>}
    </li>
  );
}
