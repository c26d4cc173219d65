import { exactly } from '@sets/measurement';
import { type Measured, runsOf } from '../samples/measured.ts';
import type { MakeBars } from './pool-bar.ts';

/** Runs of our pool in which a fault met no call: what they show is not what they say. */
export const unmetFaults = ({ row, runs }: Measured): string[] =>
  row.faults.flatMap(({ kind }, index) =>
    runsOf({ row, runs }, 'pool')
      .filter(({ met }) => (met[index] ?? 0) === 0)
      .map(({ seed }) => `${row.name}: ${kind.type} met no call of the pool with seed ${seed}`),
  );

export const faultsMetBars: MakeBars = (measured) => [
  {
    ...exactly('faults_that_met_no_call', 0, measured.flatMap(unmetFaults).length),
    samples: measured.reduce((sum, { row }) => sum + row.faults.length * row.seeds, 0),
    seeds: null,
    detail: {},
  },
];
