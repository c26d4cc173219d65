import type { Random } from '@sets/clock';

/** Standard normal by Box and Muller. */
const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The 95th percentile of the standard normal distribution. */
const Z95 = 1.6448536269514722;

export interface Lognormal {
  readonly median: number;
  readonly p95: number;
}

export const drawLognormal = (random: Random, { median, p95 }: Lognormal): number =>
  median * Math.exp((Math.log(p95 / median) / Z95) * drawNormal(random));

export const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];

/** One key of `weights`, with a probability proportional to its value. */
export function pickWeighted<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries(weights) as [K, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) {
      return key;
    }
  }
  const last = entries.at(-1);
  if (last === undefined) {
    throw new RangeError('nothing to pick from');
  }
  return last[0];
}
