/** Uniform in [0, 1). */
export type Random = () => number;

/** FNV-1a over UTF-16 units, finished like MurmurHash3 so that keys that differ in one digit share nothing. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A generator that depends on its key alone (mulberry32). Draws are keyed by what they are for instead of taken
 * from one sequence, so that the order in which calls arrive changes none of them.
 */
export function createRandom(key: string): Random {
  let state = hash32(key);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

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
