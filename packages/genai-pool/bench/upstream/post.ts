import { seededRandom } from '@sets/clock';

export type Size = 'video' | 'text';

/** One request of the benchmark: every contender of a seed gets the same one, at the same moment. */
export interface Post {
  readonly number: number;
  readonly size: Size;
  /** Fails everywhere, whoever asks. */
  readonly poison: boolean;
}

export interface PostMix {
  readonly textShare: number;
  readonly poisonShare: number;
}

export function postOf(seed: number, number: number, { textShare, poisonShare }: PostMix): Post {
  const random = seededRandom(`${seed}/${number}/post`);
  return { number, size: random() < textShare ? 'text' : 'video', poison: random() < poisonShare };
}

/** Moments of a Poisson process: arrivals that know nothing of each other. */
export function arrivalsOf(seed: number, rps: number, durationMs: number): number[] {
  const random = seededRandom(`${seed}/arrivals`);
  const moments: number[] = [];
  const next = (atMs: number): number => atMs - Math.log(1 - random()) * (1_000 / rps);
  for (let atMs = next(0); atMs < durationMs; atMs = next(atMs)) {
    moments.push(atMs);
  }
  return moments;
}
