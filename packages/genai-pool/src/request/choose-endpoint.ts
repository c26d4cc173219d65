import type { Random } from '../clock.ts';

export interface ChoicePolicy {
  /** The preferred location keeps the call unless another is predicted faster by this factor … */
  readonly clearlyWorseRatio: number;
  /** … and by at least this much. */
  readonly clearlyWorseMs: number;
}

export interface Candidate<E> {
  readonly endpoint: E;
  readonly predictedMs: number;
}

/** The preferred candidate unless clearly worse; elsewhere the better of two taken at random. */
export function chooseEndpoint<E>(
  candidates: readonly Candidate<E>[],
  preferred: E | null,
  policy: ChoicePolicy,
  random: Random,
): E | null {
  const home = candidates.find((candidate) => candidate.endpoint === preferred);
  if (home === undefined) {
    return betterOfTwo(candidates, random)?.endpoint ?? null;
  }
  const others = candidates.filter((candidate) => candidate !== home);
  const rival = betterOfTwo(others, random);
  if (rival === null) {
    return home.endpoint;
  }
  const clearlyWorse =
    home.predictedMs > rival.predictedMs * policy.clearlyWorseRatio &&
    home.predictedMs > rival.predictedMs + policy.clearlyWorseMs;
  return clearlyWorse ? rival.endpoint : home.endpoint;
}

/** Two distinct draws; a tie is broken by the order of the draw, which is random. */
function betterOfTwo<E>(candidates: readonly Candidate<E>[], random: Random): Candidate<E> | null {
  const n = candidates.length;
  const first = candidates[Math.floor(random() * n)];
  if (first === undefined) {
    return null;
  }
  if (n === 1) {
    return first;
  }
  const offset = 1 + Math.floor(random() * (n - 1));
  const second = candidates[(candidates.indexOf(first) + offset) % n];
  return second !== undefined && second.predictedMs < first.predictedMs ? second : first;
}
