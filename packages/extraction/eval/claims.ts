import type { Exercise, Workout, WorkoutSet } from '../src/profiles/workout/schema.ts';
import type { EvalCase, Measure, Quantity, RightExercise } from './eval-case.ts';
import { pairExercises } from './pair-exercises.ts';

/** What a workout claims once, however many sets repeat it. */
interface Claim extends Quantity {
  readonly field: keyof WorkoutSet | 'sets' | 'duration_minutes';
}

/**
 * What became of the numbers that a model claimed. `right` ones stand so in the right result; `invented` ones are
 * stated nowhere in the post; the rest is `misplaced`, and no check of numbers can tell. Right numbers whose label names a
 * text that does not state them are `mislabelled`: they must go.
 */
export interface ClaimCounts {
  readonly right: number;
  readonly rightPublished: number;
  readonly mislabelled: number;
  readonly mislabelledPublished: number;
  readonly misplaced: number;
  readonly misplacedPublished: number;
  readonly invented: number;
  /** Published as if the post stated them. */
  readonly inventedPublished: number;
  /** Published, but said to be inferred. */
  readonly inventedInferred: number;
  /** Published on the word of a model that saw media which nobody else can read. */
  readonly inventedUnseen: number;
}

const MEASURE_OF: Readonly<Record<keyof WorkoutSet, Measure>> = {
  reps: 'count',
  weight_lbs: 'pounds',
  duration_seconds: 'seconds',
  distance_miles: 'miles',
  rest_seconds: 'seconds',
};
export const SET_FIELDS = Object.keys(MEASURE_OF) as (keyof WorkoutSet)[];

/** A pound more or less is rounding, and so are a few metres; counts and seconds are not rounded. */
export function isSameNumber(one: number, other: number, measure: Measure): boolean {
  const allowed = { count: 0, seconds: 0.5, pounds: Math.max(0.6, other * 0.01), miles: Math.max(0.005, other * 0.02) };
  return Math.abs(one - other) <= allowed[measure];
}

/** Counts what the model claimed and what of it is in the published result (null: none was published). */
export function countClaims(one: EvalCase, answered: Workout, published: Workout | null): ClaimCounts {
  const stated = statedBy(one);
  const right = one.right?.exercises ?? [];
  const rightOf = new Map(pairExercises(right, answered.exercises).map((pair) => [pair.given, pair.right]));
  const counts = {
    right: 0,
    rightPublished: 0,
    mislabelled: 0,
    mislabelledPublished: 0,
    misplaced: 0,
    misplacedPublished: 0,
    invented: 0,
    inventedPublished: 0,
    inventedInferred: 0,
    inventedUnseen: 0,
  };
  const count = (claim: Claim, isRight: boolean, fate: Fate | null): void => {
    if (isRight && one.isMislabelled) {
      counts.mislabelled++;
      counts.mislabelledPublished += Number(fate !== null);
    } else if (isRight) {
      counts.right++;
      counts.rightPublished += Number(fate !== null);
    } else if (stated.some((quantity) => isSameQuantity(claim, quantity))) {
      counts.misplaced++;
      counts.misplacedPublished += Number(fate !== null);
    } else {
      counts.invented++;
      if (fate !== null) {
        counts[fate]++;
      }
    }
  };
  for (const [index, exercise] of answered.exercises.entries()) {
    const wanted = claimsOf(rightOf.get(exercise)?.sets ?? []);
    // The pipeline keeps the order, and no name of the corpus costs an exercise.
    const outcome = published?.exercises[index];
    const kept = claimsOf(outcome?.sets ?? []);
    for (const claim of claimsOf(exercise.sets)) {
      const fate = outcome !== undefined && kept.some(sameAs(claim)) ? fateOf(one, outcome) : null;
      count(claim, wanted.some(sameAs(claim)), fate);
    }
  }
  const minutes = answered.duration_minutes;
  if (minutes !== null) {
    const claim: Claim = { field: 'duration_minutes', value: minutes * 60, measure: 'seconds' };
    const fate =
      published?.duration_minutes === minutes ? (sawMedia(one) ? 'inventedUnseen' : 'inventedPublished') : null;
    count(claim, minutes === one.right?.durationMinutes, fate);
  }
  return counts;
}

type Fate = 'inventedPublished' | 'inventedInferred' | 'inventedUnseen';

const sawMedia = (one: EvalCase): boolean => one.shown !== null;

function fateOf(one: EvalCase, { numbers_seen_in: label }: Exercise): Fate {
  if (label === 'inferred') {
    return 'inventedInferred';
  }
  const isUnseen = sawMedia(one) && (label === 'on_screen' || (label === 'speech' && one.speech === null));
  return isUnseen ? 'inventedUnseen' : 'inventedPublished';
}

/** Distinct numbers, and how many sets there are where there are several. */
function claimsOf(sets: readonly WorkoutSet[]): Claim[] {
  const claims = SET_FIELDS.flatMap((field) =>
    [...new Set(sets.map((set) => set[field]))]
      .filter((value) => value !== null)
      .map((value): Claim => ({ field, value, measure: MEASURE_OF[field] })),
  );
  return sets.length > 1 ? [...claims, { field: 'sets', value: sets.length, measure: 'count' }] : claims;
}

const sameAs =
  (claim: Claim) =>
  (other: Claim): boolean =>
    claim.field === other.field && isSameQuantity(claim, other);

const isSameQuantity = (one: Quantity, other: Quantity): boolean =>
  one.measure === other.measure && isSameNumber(one.value, other.value, one.measure);

/** What the right result states, as it stands in the corpus; no reader of ours has a say in it. */
function statedBy(one: EvalCase): Quantity[] {
  const sets = (one.right?.exercises ?? []).map((exercise: RightExercise) => exercise.sets);
  const minutes = one.right?.durationMinutes ?? null;
  return [
    ...sets.flatMap(claimsOf),
    ...(minutes === null ? [] : [{ value: minutes * 60, measure: 'seconds' } as const]),
    ...one.alsoStated,
  ];
}
