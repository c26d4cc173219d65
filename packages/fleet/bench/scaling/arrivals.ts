import { type Random, seededRandom } from '@sets/clock';
import { SECOND } from './region-model.ts';

const DAY_S = 86_400;
/** Of one region: a quarter of the promise trace's misses at night, four times as much in the evening. */
const NIGHT_PER_S = 0.6;
const EVENING_PER_S = 14;
const BURSTS = 10;
const BURST_SIZES = [500, 2_000] as const;

export interface Arrival {
  readonly atMs: number;
  readonly hangs?: boolean;
}

/** Poisson arrivals at a rate that changes with time, by thinning. */
export function arrivalsAt(
  perS: (atS: number) => number,
  { seconds, peakPerS, random }: { readonly seconds: number; readonly peakPerS: number; readonly random: Random },
): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let atS = 0; atS < seconds; ) {
    atS -= Math.log(1 - random()) / peakPerS;
    if (atS < seconds && random() < perS(atS) / peakPerS) {
      arrivals.push({ atMs: atS * SECOND });
    }
  }
  return arrivals;
}

/** All at once. */
export const burst = (count: number, atS: number, kind: { readonly hangs?: boolean } = {}): Arrival[] =>
  Array.from({ length: count }, () => ({ atMs: atS * SECOND, ...kind }));

export const inOrder = (...groups: readonly (readonly Arrival[])[]): Arrival[] =>
  groups.flat().sort((one, other) => one.atMs - other.atMs);

/** A day of one region: quiet at four in the morning, busiest at six in the evening, ten bursts somewhere. */
export function diurnalDay(seed: number): { readonly arrivals: Arrival[]; readonly burstsAtS: readonly number[] } {
  const random = seededRandom(`diurnal ${seed}`);
  const mean = (NIGHT_PER_S + EVENING_PER_S) / 2;
  const swing = (EVENING_PER_S - NIGHT_PER_S) / 2;
  const perS = (atS: number): number => mean - swing * Math.cos((2 * Math.PI * (atS - 4 * 3_600)) / DAY_S);
  const burstsAtS = Array.from({ length: BURSTS }, (_, index) => Math.floor(((index + random()) * DAY_S) / BURSTS));
  return {
    burstsAtS,
    arrivals: inOrder(
      arrivalsAt(perS, { seconds: DAY_S, peakPerS: EVENING_PER_S, random }),
      ...burstsAtS.map((atS, index) => burst(BURST_SIZES[index % 2] ?? 0, atS)),
    ),
  };
}
