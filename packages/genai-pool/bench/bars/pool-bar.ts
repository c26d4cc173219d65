import { atLeast, atMost, type Bar } from '@sets/measurement';
import { type Measured, requestsOf } from '../samples/measured.ts';

/** A bar, with what a sceptic asks next. */
export interface PoolBar extends Bar {
  /** Requests, calls or batches that the figure rests on. */
  readonly samples: number;
  /** The lowest and the highest figure that one seed gives alone; null where there is one only. */
  readonly seeds: readonly [number, number] | null;
  /** What else belongs to the figure; its value in each row where it is the worst of several. */
  readonly detail: Readonly<Record<string, number>>;
}

/** Bars of one kind of trouble. Those whose rows were not run are left out. */
export type MakeBars = (measured: readonly Measured[]) => PoolBar[];

export const named = (measured: readonly Measured[], names: RegExp): Measured[] =>
  measured.filter(({ row }) => names.test(row.name));

export interface WorstRowOptions {
  readonly name: string;
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
  readonly rows: readonly Measured[];
  /** The figure of one row, whichever runs of it there are: it is also asked for each seed alone. */
  readonly figureOf: (measured: Measured) => number;
  /** Default: our pool's requests. */
  readonly samplesOf?: (measured: Measured) => number;
  /** What else to tell of the worst row. */
  readonly detailOf?: (measured: Measured) => Readonly<Record<string, number>>;
}

const requests = (measured: Measured): number => requestsOf(measured, 'pool').length;

/** One bar on the worst of several rows; none where there is no row. */
export function worstRow({ name, limit, rows, figureOf, samplesOf = requests, detailOf }: WorstRowOptions): PoolBar[] {
  if (rows.length === 0) {
    return [];
  }
  const ask = (figure: number): Bar =>
    'atMost' in limit ? atMost(name, limit.atMost, figure) : atLeast(name, limit.atLeast, figure);
  const sign = 'atMost' in limit ? 1 : -1;
  const [worst, ...others] = rows
    .map((measured) => ({ measured, figure: figureOf(measured) }))
    .sort((one, other) => badness(other.figure * sign) - badness(one.figure * sign));
  if (worst === undefined) {
    return [];
  }
  const bySeed = seedsAlone(worst.measured).map(figureOf);
  return [
    {
      ...ask(worst.figure),
      samples: rows.map(samplesOf).reduce((sum, count) => sum + count, 0),
      seeds: bySeed.length < 2 ? null : [Math.min(...bySeed), Math.max(...bySeed)],
      detail: {
        ...(others.length === 0 ? {} : byRow([worst, ...others])),
        ...detailOf?.(worst.measured),
      },
    },
  ];
}

const byRow = (figures: readonly { readonly measured: Measured; readonly figure: number }[]): Record<string, number> =>
  Object.fromEntries(figures.map(({ measured, figure }) => [measured.row.name, figure]));

/** A figure that nothing was measured for is the worst of all. */
const badness = (figure: number): number => (Number.isNaN(figure) ? Number.MAX_VALUE : figure);

function seedsAlone({ row, runs }: Measured): Measured[] {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  return seeds.map((seed) => ({ row, runs: runs.filter((run) => run.seed === seed) }));
}
