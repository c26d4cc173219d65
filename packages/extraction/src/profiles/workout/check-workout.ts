import type { Dimension } from '../../numbers/units.ts';
import { createNumberCheck, type NumberCheck } from '../check-numbers.ts';
import type { NumberSource } from '../fields.ts';
import type { CheckContext, Checked } from '../profile.ts';
import type { Exercise, Workout, WorkoutSet } from './schema.ts';

const SET_FIELDS: readonly (readonly [keyof WorkoutSet, Dimension])[] = [
  ['reps', 'count'],
  ['weight_lbs', 'pounds'],
  ['duration_seconds', 'seconds'],
  ['distance_miles', 'miles'],
  ['rest_seconds', 'seconds'],
];

/**
 * Keeps the numbers that the post bears out. Complete evidence means that every exercise says how much of it is done
 * and the caption or transcript states each of these numbers; it is low when there is no exercise, or at least half
 * of the numbers were invented or inferred.
 */
export function checkWorkout(workout: Workout, context: CheckContext): Checked<Workout> {
  const check = createNumberCheck(context);
  const exercises = workout.exercises.map((exercise, index) => checkExercise(exercise, index, check));
  const inferred = workout.exercises.filter((exercise) => exercise.numbers_seen_in === 'inferred');
  for (const exercise of inferred) {
    const index = workout.exercises.indexOf(exercise);
    check.warn('numbers_inferred', `The numbers of "${exercise.name}" were inferred.`, `exercises[${index}]`);
  }
  // A length has no source label: shown the video, the model may have read or heard it there.
  const source = context.sawMedia ? 'on_screen' : 'caption';
  const evidence = check.evidence(({ claimed, found, dropped }) => {
    if (exercises.length === 0) {
      return 'low';
    }
    if (found === claimed && exercises.every(saysHowMuch)) {
      return 'complete';
    }
    return dropped * 2 >= Math.max(claimed, 1) || inferred.length * 2 >= exercises.length ? 'low' : 'sufficient';
  });
  const duration_minutes = check.keep(workout.duration_minutes, 'minutes', source, 'duration_minutes');
  return { result: { ...workout, duration_minutes, exercises }, warnings: check.warnings, evidence };
}

function checkExercise(exercise: Exercise, index: number, check: NumberCheck): Exercise {
  const source = check.trueSource(exercise.numbers_seen_in);
  const path = `exercises[${index}].sets`;
  const stated = statedSets(exercise.sets, source, path, check);
  const sets = stated.map((set, setIndex) => checkSet(set, source, `${path}[${setIndex}]`, check));
  // One set without any number says nothing; several still say how many there are.
  const kept = sets.length === 1 && sets.every(isBlank) ? [] : sets;
  return { ...exercise, sets: kept, numbers_seen_in: kept.length === 0 ? null : source };
}

function checkSet(set: WorkoutSet, source: NumberSource | null, path: string, check: NumberCheck): WorkoutSet {
  const kept: WorkoutSet = { ...set };
  for (const [field, dimension] of SET_FIELDS) {
    kept[field] = check.keep(set[field], dimension, source, `${path}.${field}`);
  }
  return kept;
}

/** How many equal sets there are is a number too: stated, or written out ("12/12/12"), or only the first counts. */
function statedSets(
  sets: readonly WorkoutSet[],
  source: NumberSource | null,
  path: string,
  check: NumberCheck,
): readonly WorkoutSet[] {
  const first = sets[0];
  if (first === undefined || sets.length === 1 || !sets.every((set) => isSame(set, first))) {
    return sets;
  }
  const isWrittenOut = SET_FIELDS.some(([field, dimension]) => {
    const value = first[field];
    return value !== null && check.times(value, dimension) >= sets.length;
  });
  const verdict = isWrittenOut ? 'found' : check.judge(sets.length, 'count', source);
  check.record(verdict, sets.length, source, path);
  return verdict === 'dropped' ? [first] : sets;
}

const isSame = (a: WorkoutSet, b: WorkoutSet): boolean => SET_FIELDS.every(([field]) => a[field] === b[field]);
const isBlank = (set: WorkoutSet): boolean => SET_FIELDS.every(([field]) => set[field] === null);
const saysHowMuch = (exercise: Exercise): boolean =>
  exercise.sets.some((set) => set.reps !== null || set.duration_seconds !== null || set.distance_miles !== null);
