import type { Workout } from '../src/profiles/workout/schema.ts';
import type { RightExercise } from './eval-case.ts';

type Given = Workout['exercises'][number];

export interface Pair {
  readonly right: RightExercise | null;
  readonly given: Given | null;
}

/**
 * Right and given exercises by name, closest first, so that "squat" does not take the "jump squat" that another one
 * waits for. What finds no partner stands alone.
 */
export function pairExercises(right: readonly RightExercise[], given: readonly Given[]): Pair[] {
  const candidates = right
    .flatMap((one) =>
      given.map((other) => ({
        right: one,
        given: other,
        distance: nameDistance([...one.names, ...one.otherNames], other.name),
      })),
    )
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
  const pairs: Pair[] = [];
  const paired = new Set<object>();
  for (const { distance, ...pair } of candidates) {
    if (distance !== null && !paired.has(pair.right) && !paired.has(pair.given)) {
      pairs.push(pair);
      paired.add(pair.right).add(pair.given);
    }
  }
  const alone = <T extends object>(items: readonly T[]): T[] => items.filter((item) => !paired.has(item));
  return [
    ...pairs,
    ...alone(right).map((one) => ({ right: one, given: null })),
    ...alone(given).map((one) => ({ right: null, given: one })),
  ];
}

/** Whether all words of one of these names stand in the given one. */
export const isNamed = (names: readonly string[], given: string): boolean => nameDistance(names, given) !== null;

/** Words that the given name has beyond the best accepted one; null when it lacks one of its words. */
function nameDistance(accepted: readonly string[], name: string): number | null {
  const has = words(name);
  const distances = accepted.flatMap((one) => {
    const needs = words(one);
    return needs.every((word) => has.includes(word)) ? [has.length - needs.length] : [];
  });
  return distances.length === 0 ? null : Math.min(...distances);
}

/** Lower-case, without accents and plural endings: "Push-Ups" and "push up" are the same words. */
const words = (name: string): string[] =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(/(?<=[a-z]{3})(?:es|en|e|n)$|(?<=[a-z]{2})s$/, ''));
